namespace MeshRuntime.IntegrationTests.Kit;

/// <summary>An app and its sidecar.</summary>
internal sealed record Workload(TestApp App, SidecarHandle Sidecar)
{
    public HttpClient Http => Sidecar.Http;
}
