namespace MeshRuntime.SdkTests.Services;

/// <summary>Travels as JSON.</summary>
public sealed record Order(int Id, string Customer);
