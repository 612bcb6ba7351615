namespace MeshRuntime.IntegrationTests.Kit;

/// <summary>What a test app speaks; the names are those of <c>--app-protocol</c>.</summary>
internal enum AppProtocol
{
    Http,
    Https,
    H2c,
}
