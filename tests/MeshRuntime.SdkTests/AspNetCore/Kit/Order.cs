namespace MeshRuntime.SdkTests.AspNetCore;

public sealed record Order(string Id, int Amount);
