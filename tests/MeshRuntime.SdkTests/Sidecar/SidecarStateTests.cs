using MeshRuntime.Client;

namespace MeshRuntime.SdkTests.Sidecar;

/// <summary>Metadata, health, waiting and shutdown of a real sidecar.</summary>
public sealed class SidecarStateTests(SharedMesh mesh) : SharedMeshTest(mesh)
{
    private SidecarHandle? _sidecar;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public override async ValueTask InitializeAsync() => _sidecar = await Mesh.OnceAsync("shop", bed => bed.SidecarAsync(new SidecarSetup("shop").WithEnvironment("DAPR_API_TOKEN", "t")));

    [Fact]
    public async Task Metadata_IsRead_AndAttributesAreSet()
    {
        using var client = Client();

        await client.SetMetadataAsync("a name/with slash", "värde", Ct);
        var metadata = await client.GetMetadataAsync(Ct);

        Assert.Equal("shop", metadata.AppId);
        Assert.NotEmpty(metadata.RuntimeVersion);
        Assert.Equal("värde", metadata.Attributes["a name/with slash"]);
    }

    [Fact]
    public async Task MetadataWithoutToken_IsRefused()
    {
        using var client = Client(options => options.ApiToken = "");

        Assert.Equal("ERR_API_TOKEN", (await Assert.ThrowsAsync<MeshException>(() => client.GetMetadataAsync(Ct))).ErrorCode);
        Assert.Equal("ERR_API_TOKEN", (await Assert.ThrowsAsync<MeshException>(() => client.SetMetadataAsync("a", "b", Ct))).ErrorCode);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("shop", true)]
    [InlineData("orders", false)]
    public async Task Health_IsThatOfTheAppsOwnSidecar(string appId, bool isHealthy)
    {
        using var client = Client(options => options.AppId = appId);

        Assert.Equal(isHealthy, await client.IsHealthyAsync(Ct));
        Assert.True(await client.IsOutboundHealthyAsync(Ct));
    }

    [Fact]
    public async Task WithoutSidecar_IsNotHealthy_AndWaitingEnds()
    {
        var port = Mesh.Bed.NextPort();
        using var client = Client(options => options.HttpEndpoint = new Uri($"http://127.0.0.1:{port}"));

        Assert.False(await client.IsHealthyAsync(Ct));
        Assert.False(await client.IsOutboundHealthyAsync(Ct));
        var e = await Assert.ThrowsAsync<TimeoutException>(() => client.WaitForSidecarAsync(TimeSpan.FromMilliseconds(250), Ct));
        Assert.StartsWith($"the sidecar at http://127.0.0.1:{port} was not ready within 0.25 s: no sidecar answers", e.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<MeshException>(() => client.ShutdownAsync(Ct));
    }

    [Fact]
    public async Task WaitingInVain_NamesTheSidecarOnce()
    {
        await using var stub = await StubSidecar.StartAsync(418);

        var e = await Assert.ThrowsAsync<TimeoutException>(() => stub.Mesh.WaitForSidecarAsync(TimeSpan.FromMilliseconds(250), Ct));

        Assert.EndsWith(" was not ready within 0.25 s: it answered 418 without saying why", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Waiting_CanBeCancelled()
    {
        using var client = Client(options => options.HttpEndpoint = new Uri($"http://127.0.0.1:{Mesh.Bed.NextPort()}"));
        using var caller = new CancellationTokenSource(50);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.WaitForSidecarAsync(TimeSpan.FromMinutes(1), caller.Token));
    }

    /// <summary>The app is not up: the sidecar is not healthy, but the app can call out, which it may need to come up.</summary>
    [Fact]
    public async Task Sidecar_IsWaitedFor_NotItsApp_AndShutsDown()
    {
        var starting = Mesh.Bed.Start(new SidecarSetup("late") { AppPort = Mesh.Bed.NextPort() });
        using var client = new MeshClient(StubSidecar.OptionsFor(starting.HttpPort));

        await client.WaitForSidecarAsync(Wait.Patience, Ct);
        Assert.False(await client.IsHealthyAsync(Ct));

        await client.ShutdownAsync(Ct);
        Assert.Equal(0, await starting.WaitForExitAsync());
    }

    private MeshClient Client(Action<MeshClientOptions>? configure = null)
    {
        var options = StubSidecar.OptionsFor(_sidecar!.HttpPort, _sidecar.GrpcPort);
        options.ApiToken = "t";
        configure?.Invoke(options);
        return new MeshClient(options);
    }
}
