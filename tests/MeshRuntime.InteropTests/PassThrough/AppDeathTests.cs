namespace MeshRuntime.InteropTests.PassThrough;

/// <summary>An app that is killed in the middle of a stream, and comes back.</summary>
public sealed class AppDeathTests(InteropMesh mesh) : InteropTest(mesh)
{
    [Theory]
    [MemberData(nameof(Pairs.All), MemberType = typeof(Pairs))]
    public async Task KilledApp_IsUnavailableAtOnce_AndWorksAgainAfterItsRestart(Language client, Language app)
    {
        var caller = await WatchAsync(Mesh.CallerAsync());
        var echo = await WatchAsync(Mesh.OnceAsync($"mortal {app}", () => ForeignWorkload.StartAsync(
            app, Mesh.Bed, new SidecarSetup($"mortal-{app}".ToLowerInvariant()))));

        var scenario = ForeignClient.PassAsync(client, "app-death", caller, echo.AppId);
        await Task.WhenAny(scenario, echo.App.WaitForExitAsync());
        if (!scenario.IsCompleted)
        {
            await echo.App.StartAsync();
        }

        await scenario;
    }
}
