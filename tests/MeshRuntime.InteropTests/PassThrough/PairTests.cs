namespace MeshRuntime.InteropTests.PassThrough;

/// <summary>Calls of one client to one app, through two sidecars.</summary>
public abstract class PairTests(InteropMesh mesh, Language client, Language app) : InteropTest(mesh)
{
    [Theory]
    [MemberData(nameof(ScenarioNames.Everywhere), MemberType = typeof(ScenarioNames))]
    [MemberData(nameof(ScenarioNames.ThroughTheMesh), MemberType = typeof(ScenarioNames))]
    public async Task Scenario_Passes(string name) => (await RunAsync()).AssertPassed(name);

    /// <summary>All scenarios run one after the other in one process of the client, for the first test that asks.</summary>
    private Task<ScriptRun> RunAsync() => Mesh.OnceAsync($"{client} to {app}", async () =>
    {
        var caller = await Mesh.CallerAsync();
        var echo = await Mesh.EchoAsync(app);
        var names = ScenarioNames.Everywhere.Concat(ScenarioNames.ThroughTheMesh).Select(row => row.Data);
        return await ScriptRun.StartAsync(
            client,
            "client",
            [string.Join(',', names), $"127.0.0.1:{caller.GrpcPort}", echo.AppId, $"caller={InteropMesh.Caller}"],
            caller,
            echo.Sidecar);
    });
}
