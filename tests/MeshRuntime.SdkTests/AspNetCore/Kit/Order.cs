namespace MeshRuntime.SdkTests.AspNetCore;

internal sealed record Order(string Id, int Amount);
