namespace MeshRuntime.InteropTests.PassThrough;

/// <summary>A stream on which nothing is said for long.</summary>
public sealed class IdleStreamTests(InteropMesh mesh) : InteropTest(mesh)
{
    // Stands for ten minutes: longer than every timer of ours that watches an open stream could let pass. Those are GrpcServer.PingAfter with
    // PingLimit (10 + 20 s; the first ping must have been answered) and PeerConnections.PingAfter with PingLimit (5 + 3 s, at least twice).
    // AppChannel pings nobody. What else ends silence ends it without a stream: PeerConnections' idle limit, Kestrel's keep-alive timeout.
    private const int Seconds = 21;

    [Fact]
    public async Task SilentStream_GoesOn()
    {
        var caller = await WatchAsync(Mesh.CallerAsync());
        var apps = new[] { await WatchAsync(Mesh.EchoAsync(Language.Node)), await WatchAsync(Mesh.EchoAsync(Language.Python)) };

        await Task.WhenAll(
            from client in Enum.GetValues<Language>()
            from app in apps
            select ForeignClient.PassAsync(client, "idle", caller, app.AppId, $"seconds={Seconds}", $"limit={Seconds + 20}"));
    }
}
