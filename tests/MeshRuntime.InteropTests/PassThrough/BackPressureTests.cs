namespace MeshRuntime.InteropTests.PassThrough;

/// <summary>A client that does not read what a server streams. The sidecars have nothing else to do: their memory is watched.</summary>
public sealed class BackPressureTests(InteropMesh mesh) : InteropTest(mesh)
{
    // Flow-control windows and buffers of both sidecars, and what the garbage collector has not looked at yet; the stream has 192 MiB.
    private const long Limit = 64 << 20;

    [Theory]
    [MemberData(nameof(Pairs.All), MemberType = typeof(Pairs))]
    public async Task UnreadStream_StopsTheApp_AndFillsNoSidecar(Language client, Language app)
    {
        var caller = await WatchAsync(Mesh.OnceAsync("resting", () => Mesh.Bed.SidecarAsync("resting")));
        var echo = await WatchAsync(Mesh.OnceAsync($"pressed {app}", () => ForeignWorkload.StartAsync(
            app, Mesh.Bed, new SidecarSetup($"pressed-{app}".ToLowerInvariant()))));
        var memory = new MemoryWatch(caller, echo.Sidecar);

        await memory.DuringAsync(PassAsync());

        memory.AssertGrowthBelow(Limit);

        async Task<bool> PassAsync()
        {
            await ForeignClient.PassAsync(client, "back-pressure", caller, echo.AppId);
            return true;
        }
    }
}
