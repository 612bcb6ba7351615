namespace MeshRuntime.SdkTests;

/// <summary>What the tests' apps speak of.</summary>
internal sealed record Order(int Id, string Item);
