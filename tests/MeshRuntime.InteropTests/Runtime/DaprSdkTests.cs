namespace MeshRuntime.InteropTests.Runtime;

/// <summary>Dapr's JavaScript SDK as client and as app, over HTTP and over gRPC.</summary>
public sealed class DaprSdkTests(InteropMesh mesh) : InteropTest(mesh)
{
    [Theory]
    [InlineData("http", "http")]
    [InlineData("http", "grpc")]
    [InlineData("grpc", "http")]
    [InlineData("grpc", "grpc")]
    public async Task Client_InvokesApp(string client, string app)
    {
        var workload = await WatchAsync(Mesh.SdkAsync(app));

        await PassAsync("invoke", client, await WatchAsync(Mesh.CallerAsync()), workload.AppId);
    }

    [Theory]
    [InlineData("http")]
    [InlineData("grpc")]
    public async Task UnknownApp_IsAnError(string client) => await PassAsync("invoke-nobody", client, await WatchAsync(Mesh.CallerAsync()));

    [Theory]
    [InlineData("http")]
    [InlineData("grpc")]
    public async Task Metadata_IsReadAndWritten(string client) =>
        await PassAsync("metadata", client, await WatchAsync(Mesh.CallerAsync()), InteropMesh.Caller);

    [Theory]
    [InlineData("http")]
    [InlineData("grpc")]
    public async Task Sidecar_IsHealthy(string client) => await PassAsync("health", client, await WatchAsync(Mesh.CallerAsync()));

    [Theory]
    [InlineData("http")]
    [InlineData("grpc")]
    public async Task Secret_IsRead(string client)
    {
        await using var bed = new MeshBed();
        bed.Write(
            "res/env.yaml",
            """
            apiVersion: dapr.io/v1alpha1
            kind: Component
            metadata:
              name: env
            spec:
              type: secretstores.local.env
              version: v1
              metadata:
              - name: prefix
                value: INTEROP_
            """);
        var sidecar = await bed.SidecarAsync(
            new SidecarSetup("shop") { Flags = ["--resources-path", Path.Combine(bed.Home, "res")] }.WithEnvironment("INTEROP_KEY", "wörld"));

        await PassAsync("secrets", client, sidecar);
    }

    [Fact]
    public async Task Proxy_PassesCallsThrough()
    {
        var echo = await WatchAsync(Mesh.EchoAsync(Language.Python));

        await PassAsync("proxy", "grpc", await WatchAsync(Mesh.CallerAsync()), echo.AppId);
    }

    [Theory]
    [InlineData("http")]
    [InlineData("grpc")]
    public async Task Shutdown_EndsTheSidecar(string client)
    {
        await using var bed = new MeshBed();
        var sidecar = await bed.SidecarAsync("leaving");

        await PassAsync("shutdown", client, sidecar);

        Assert.Equal(0, await sidecar.WaitForExitAsync());
    }

    private static async Task PassAsync(string scenario, string protocol, SidecarHandle sidecar, params string[] appId)
    {
        var port = protocol == "grpc" ? sidecar.GrpcPort : sidecar.HttpPort;
        ForeignClient.Report(await Script.RunAsync(Language.Node, "sdk", [scenario, protocol, $"{port}", .. appId]));
    }
}
