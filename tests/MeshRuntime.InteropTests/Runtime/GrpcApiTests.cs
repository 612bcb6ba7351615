namespace MeshRuntime.InteropTests.Runtime;

/// <summary>Dapr's gRPC API as python3-grpcio calls it, from the .proto files of src/MeshRuntime.Protocol.</summary>
public sealed class GrpcApiTests(InteropMesh mesh) : InteropTest(mesh)
{
    [Theory]
    [InlineData("metadata")]
    [InlineData("unimplemented")]
    [InlineData("health")]
    [InlineData("reflection")]
    public async Task Api_Answers(string scenario) => await PassAsync(scenario, await WatchAsync(Mesh.CallerAsync()), InteropMesh.Caller);

    [Fact]
    public async Task InvokeService_ReachesAnHttpApp()
    {
        var app = await WatchAsync(Mesh.PythonHttpAsync());

        await PassAsync("invoke-http", await WatchAsync(Mesh.CallerAsync()), app.AppId);
    }

    [Fact]
    public async Task InvokeService_ReachesAGrpcApp()
    {
        var app = await WatchAsync(Mesh.PythonGrpcAsync());

        await PassAsync("invoke-grpc", await WatchAsync(Mesh.CallerAsync()), app.AppId);
    }

    [Fact]
    public async Task Shutdown_EndsTheSidecar()
    {
        await using var bed = new MeshBed();
        var sidecar = await bed.SidecarAsync("leaving");

        await PassAsync("shutdown", sidecar, "leaving");

        Assert.Equal(0, await sidecar.WaitForExitAsync());
    }

    private static async Task PassAsync(string scenario, SidecarHandle sidecar, string appId) =>
        ForeignClient.Report(await Script.RunAsync(Language.Python, "runtime", scenario, $"{sidecar.GrpcPort}", appId));
}
