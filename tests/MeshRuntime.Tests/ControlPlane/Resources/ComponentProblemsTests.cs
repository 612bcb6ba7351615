using MeshRuntime.Tests.ControlPlane.Kit;

namespace MeshRuntime.Tests.ControlPlane.Resources;

/// <summary>What each mistake in a resources path is answered with, line for line.</summary>
public sealed class ComponentProblemsTests
{
    private const string Head = "apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata:\n  name: store\nspec:\n";

    public static TheoryData<string, string> Mistakes => new()
    {
        { Head + "  type: state.fake\nscope: [other]\n", "r.yaml:7: error: scope: is an unknown key; did you mean \"scopes\"?" },
        { Head + "  type: state.fake\n  verison: v1\n", "r.yaml:7: warning: spec.verison: is an unknown key; did you mean \"version\"?" },
        { Head + "  type: state.fake\n  metdata: []\n", "r.yaml:7: error: spec.metdata: is an unknown key; did you mean \"metadata\"?" },
        { Head + "  version: v1\n", "r.yaml:6: error: spec.type: is missing; write a type such as secretstores.local.file" },
        { Head + "  type: State.fake\n", "r.yaml:6: error: spec.type: incorrect type State.fake: \"State\" is no category of component; did you mean \"state\"?" },
        { Head + "  type: state.fkae\n", "r.yaml:6: error: spec.type: [CREATE_COMPONENT_FAILURE]: component \"store\": couldn't find state state.fkae/v1; did you mean \"state.fake\"?" },
        {
            Head + "  type: pubsub.redis\n",
            "r.yaml:6: error: spec.type: [CREATE_COMPONENT_FAILURE]: component \"store\": couldn't find pubsub pubsub.redis/v1; this sidecar has pubsub.fake; set spec.ignoreErrors: true to start without it"
        },
        { Head + "  type: state.fake\n  version: v9\n", "r.yaml:7: error: spec.version: [CREATE_COMPONENT_FAILURE]: component \"store\": state.fake has no version \"v9\"; write v1" },
        { Head + "  type: state.fake\n  ignoreErrors: 2\n", "r.yaml:7: error: spec.ignoreErrors: \"2\" is not a boolean; write true or false" },
        { Head + "  type: state.fake\n  initTimeout: soon\n", "r.yaml:7: warning: spec.initTimeout: \"soon\" is not a positive duration: 5s is used; write a duration such as 10s" },
        { Head + "  type: state.fake\n  metadata:\n  - name: size\n    value: \"11\"\n", "r.yaml:8: error: spec.metadata.size: component \"store\": \"11\" is not a whole number in range; write a whole number from 1 to 10" },
        { Head + "  type: state.fake\n  metadata:\n  - name: hots\n    value: x\n", "r.yaml:8: warning: spec.metadata.hots: component \"store\" (state.fake) knows no such field; did you mean \"host\"?" },
        { Head + "  type: state.fake\n  metadata:\n  - name: host\n    secretKeyReff: {name: x}\n", "r.yaml:9: error: spec.metadata[0].secretKeyReff: is an unknown key; did you mean \"secretKeyRef\"?" },
        {
            Head + "  type: state.fake\n  metadata:\n  - name: host\n    secretKeyRef: {name: x}\n",
            "r.yaml:9: error: spec.metadata.host: component \"store\": the secret \"x\" has no store to come from; add auth: with secretStore: and the name of a secret store"
        },
        {
            Head + "  type: state.fake\n  metadata:\n  - name: host\n    secretKeyRef: {name: x}\nauth: {secretStore: valt}\n",
            "r.yaml:9: error: spec.metadata.host: component \"store\": the secret store \"valt\" is not loaded; add a component of type secretstores.local.file or secretstores.local.env with that name"
        },
        { Head + "  type: state.fake\n  metadata:\n  - name: host\n    value: a-{podName}\n", "r.yaml:8: error: spec.metadata.host: component \"store\": {podName} has no value: POD_NAME is not set; set POD_NAME" },
        { Head + "  type: state.fake\n  metadata:\n  - name: host\n    envRef: GONE\n", "r.yaml:8: warning: spec.metadata.host: component \"store\": the variable GONE is not set, so the value is empty; set GONE" },
        {
            Head + "  type: state.fake\n  metadata:\n  - name: host\n    envRef: DAPR_API_TOKEN\n",
            "r.yaml:8: warning: spec.metadata.host: component \"store\": the variable DAPR_API_TOKEN belongs to the sidecar and is never given to a component, so the value is empty; name another variable"
        },
        { Head.Replace("name: store", "name: a/b") + "  type: state.fake\n", "r.yaml:4: error: metadata.name: \"a/b\" cannot stand in a path; use letters, digits, - and ." },
        { "apiVersion: dapr.io/v1alpha1\nkind: Component\nspec:\n  type: state.fake\n", "r.yaml:1: error: metadata: is missing; write metadata with a name below it" },
        { "apiVersion: dapr.io/v1\nkind: Component\n", "r.yaml:1: warning: apiVersion: \"dapr.io/v1\" is no known version of Component: the document is not read; write apiVersion: dapr.io/v1alpha1" },
        { "apiVersion: dapr.io/v1alpha1\nkind: Componet\n", "r.yaml:2: warning: kind: \"Componet\" is no known kind: the document is not read; did you mean \"Component\"?" },
        { "x: 1\n---\napiVersion: dapr.io/v1alpha1\nkind: HTTPEndpoint\n", "r.yaml:1: warning: kind: is missing: the document is not read; known are Component, Configuration, Subscription, Resiliency, HTTPEndpoint, MCPServer, WorkflowAccessPolicy\nr.yaml:4: warning: kind: HTTPEndpoint has no effect in this version; it may stay; what it asks for is not done" },
        { "apiVersion: dapr.io/v1alpha1\nkind: Configuration\nspec: {tracing: {}}\n", "r.yaml:2: warning: kind: a Configuration is not read from a resources path; pass it by --config resources/r.yaml" },
        { "apiVersion: dapr.io/v1alpha1\nkind: Configuration\nspec: {accessControl: {}}\n", "r.yaml:2: error: kind: a Configuration is not read from a resources path; pass it by --config resources/r.yaml" },
        { "- 1\n", "r.yaml:1: error: the document is no resource; write apiVersion, kind, metadata and spec" },
        { Head.Replace("name: store", "name: names") + "  type: mtls.local\n  metadata:\n  - name: foldr\n    value: x\n", "r.yaml:8: error: spec.metadata.foldr: component \"names\" (mtls.local) knows no such field; did you mean \"folder\"?" },
        {
            Head + "  type: mtls.local\n---\n" + Head.Replace("name: store", "name: two") + "  type: mtls.files\n",
            "r.yaml:8: error: spec.type: there are two certificate sources: the other one is at resources/r.yaml:1; keep one of them"
        },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task Mistake_IsAnsweredWithPlaceFieldAndCure(string text, string expected)
    {
        await using var bench = new Bench().Resource("r.yaml", text);

        var problems = (await bench.ProblemsAsync()).Select(problem => problem.StartsWith("resources/", StringComparison.Ordinal) ? problem[10..] : problem);
        Assert.Equal(expected, string.Join('\n', problems));
    }

    [Fact]
    public async Task ProblemsOfAllFiles_ComeAtOnceAndNothingIsStarted()
    {
        await using var bench = new Bench()
            .Resource("a.yaml", "kind: [\n")
            .Resource("b.yaml", Head + "  type: state.fake\n  metadata:\n  - name: size\n    value: many\n")
            .Resource("c.yml", Head.Replace("name: store", "name: good") + "  type: state.fake\n")
            .Resource("notes.txt", "kind: [\n")
            .Config("c.yaml", "kind: Configuration\napiVersion: dapr.io/v1alpha1\nspec:\n  accessControl:\n    defaultAction: x\n");

        var problems = await bench.ProblemsAsync();

        Assert.Equal(["resources/a.yaml:2", "c.yaml:5", "resources/b.yaml:8"], problems.Select(problem => problem[..problem.IndexOf(": ", StringComparison.Ordinal)]));
        Assert.Equal(["make store", "end store", "make good", "end good"], bench.Journal.Where(what => !what.StartsWith("resolver") && !what.StartsWith("certificates")));
    }

    [Fact]
    public async Task OneNameTwice_IsAnErrorNamingBothPlaces()
    {
        await using var bench = new Bench().Resource("a.yaml", Head + "  type: state.fake\n").Resource("b.yaml", "\n" + Head + "  type: secretstores.fake\n");

        Assert.Contains(
            "resources/b.yaml:2: error: metadata.name: duplicate definition of Component name store, defined already at resources/a.yaml:1; rename one, or keep one",
            await bench.ProblemsAsync());
    }

    [Theory]
    [InlineData("scopes: [billing]\n", null, false)]
    [InlineData("scopes: [billing, orders]\n", null, true)]
    [InlineData("scopes: []\n", null, true)]
    [InlineData("", "namespace: other", true)] // no NAMESPACE variable: not filtered
    public async Task ComponentOfAnotherApp_IsNotLoaded(string scopes, string? space, bool loaded)
    {
        var head = space is null ? Head : Head.Replace("name: store", $"name: store\n  {space}");
        await using var bench = new Bench().Resource("a.yaml", head + "  type: state.fake\n" + scopes);

        await bench.LoadAsync();

        Assert.Equal(loaded, bench.Running.ContainsKey("store"));
    }

    [Theory]
    [InlineData("default", true)]
    [InlineData("other", false)]
    public async Task WithNamespaceSet_OtherNamespacesAreLeftOut(string space, bool loaded)
    {
        await using var bench = new Bench().Resource("a.yaml", Head.Replace("name: store", $"name: store\n  namespace: {space}") + "  type: state.fake\n");
        bench.Environment["NAMESPACE"] = "default";

        await bench.LoadAsync();

        Assert.Equal(loaded, bench.Running.ContainsKey("store"));
    }

    [Fact]
    public async Task KeysOfAComponent_AreReadWithoutCase()
    {
        await using var bench = new Bench()
            .Resource("a.yaml", "apiversion: dapr.io/v1alpha1\nKind: Component\nMetadata: {Name: store}\nSpec: {Type: state.FAKE, MetaData: [{Name: HOST, Value: h}]}\nAuth: {secretstore: vault}\n");

        Assert.Empty((await bench.TryLoadAsync()).Problems);
        Assert.Equal("h", bench.Running["store"].Host);
    }

    [Fact]
    public async Task ConfigurationThatIsPassedAndLiesInTheFolder_IsNotComplainedAbout()
    {
        await using var bench = new Bench().Resource("c.yaml", "apiVersion: dapr.io/v1alpha1\nkind: Configuration\nmetadata: {name: c}\nspec: {accessControl: {defaultAction: deny}}\n");
        bench.ConfigPaths.Add(Path.Combine(bench.ResourcesPath, "c.yaml"));

        Assert.Empty(await bench.ProblemsAsync());
    }
}
