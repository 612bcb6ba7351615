using MeshRuntime.InteropTests.PassThrough;

namespace MeshRuntime.InteropTests.Direct;

/// <summary>The same scenarios without the mesh, each language once as client and once as app: a scenario that fails here is wrong itself.</summary>
public sealed class DirectTests(InteropMesh mesh) : InteropTest(mesh)
{
    [Theory]
    [MemberData(nameof(ScenarioNames.Everywhere), MemberType = typeof(ScenarioNames))]
    public async Task Scenario_PassesFromNodeToPython(string name) => (await RunAsync(Language.Node, Language.Python)).AssertPassed(name);

    [Theory]
    [MemberData(nameof(ScenarioNames.Everywhere), MemberType = typeof(ScenarioNames))]
    public async Task Scenario_PassesFromPythonToNode(string name) => (await RunAsync(Language.Python, Language.Node)).AssertPassed(name);

    private Task<ScriptRun> RunAsync(Language client, Language app) => Mesh.OnceAsync($"{client} directly", async () =>
    {
        var echo = await ForeignApp.StartAsync(app, Mesh.Bed);
        var names = string.Join(',', ScenarioNames.Everywhere.Select(row => row.Data));
        return await ScriptRun.StartAsync(client, "client", [names, $"127.0.0.1:{echo.Port}"]);
    });
}
