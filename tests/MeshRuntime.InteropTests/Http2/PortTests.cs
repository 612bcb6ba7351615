namespace MeshRuntime.InteropTests.Http2;

/// <summary>A raw peer against one port of a sidecar that speaks HTTP/2 without TLS. After each case a healthy client has to be served.</summary>
public abstract class PortTests(InteropMesh mesh, string kind) : InteropTest(mesh)
{
    [Theory]
    [MemberData(nameof(CaseNames.Framing), MemberType = typeof(CaseNames))]
    public Task Framing_IsHeldToTheRules(string name) => AssertAsync("framing", name);

    [Theory]
    [MemberData(nameof(CaseNames.Requests), MemberType = typeof(CaseNames))]
    public Task Request_IsHeldToTheRules(string name) => AssertAsync("requests", name);

    [Theory]
    [MemberData(nameof(CaseNames.Floods), MemberType = typeof(CaseNames))]
    public Task Flood_HarmsNobodyElse(string name) => AssertAsync("floods", name);

    [Fact]
    public async Task EveryCase_IsATestHere()
    {
        Assert.Equal(CaseNames.Framing.Select(row => row.Data).Order(), (await RunAsync("framing")).Names.Order());
        Assert.Equal(CaseNames.Requests.Select(row => row.Data).Order(), (await RunAsync("requests")).Names.Order());
        Assert.Equal(CaseNames.Floods.Select(row => row.Data).Order(), (await RunAsync("floods")).Names.Order());
    }

    private protected async Task AssertAsync(string module, string name) => (await RunAsync(module)).AssertPassed(name);

    /// <summary>The cases of a module run one after the other in one process, for the first test that asks.</summary>
    private protected Task<ScriptRun> RunAsync(string module) => Mesh.OnceAsync($"{kind} {module}", async () =>
    {
        var sidecar = await SidecarAsync();
        var port = kind switch { "api" => sidecar.HttpPort, "grpc" => sidecar.GrpcPort, _ => sidecar.PeerPort };
        return await ScriptRun.StartAsync(
            Language.Python, "http2", [module, kind, $"{port}", sidecar.AppId, $"{sidecar.Pid}"], sidecar);
    });

    /// <summary>Each port is that of a sidecar of its own, whose memory nothing else fills. Its app is called through the sidecar itself.</summary>
    private async Task<SidecarHandle> SidecarAsync() => (await Mesh.OnceAsync($"{kind} sidecar", () => ForeignWorkload.StartAsync(
        Language.Python, Mesh.Bed, new SidecarSetup($"{kind}-port") { Flags = ["--enable-mtls=false"] }))).Sidecar;
}
