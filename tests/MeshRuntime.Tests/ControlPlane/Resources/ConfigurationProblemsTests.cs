using MeshRuntime.Tests.ControlPlane.Kit;

namespace MeshRuntime.Tests.ControlPlane.Resources;

/// <summary>What each mistake in a Configuration is answered with, line for line.</summary>
public sealed class ConfigurationProblemsTests
{
    private const string Head = "apiVersion: dapr.io/v1alpha1\nkind: Configuration\nmetadata:\n  name: c\nspec:\n";

    public static TheoryData<string, string> Mistakes => new()
    {
        // spec stands at line 6 and below.
        { "  acessControl: {}\n", "c.yaml:6: error: spec.acessControl: is an unknown key; did you mean \"accessControl\"?" },
        { "  httpPipelines: {}\n", "c.yaml:6: error: spec.httpPipelines: is an unknown key; did you mean \"httpPipeline\"?" },
        { "  trcing: {}\n", "c.yaml:6: warning: spec.trcing: is an unknown key; did you mean \"tracing\"?" },
        { "  tracing:\n    samplingRate: \"1\"\n", "c.yaml:6: warning: spec.tracing: has no effect in this version; it may stay; nothing depends on it" },
        { "  tracing:\n    smaplingRate: \"1\"\n", "c.yaml:7: warning: spec.tracing.smaplingRate: is an unknown key; did you mean \"samplingRate\"?\nc.yaml:6: warning: spec.tracing: has no effect in this version; it may stay; nothing depends on it" },
        { "  accessControl:\n    defaultAction: dney\n", "c.yaml:7: error: spec.accessControl.defaultAction: \"dney\" is no action; write allow or deny" },
        { "  accessControl:\n    defaultActoin: deny\n", "c.yaml:7: error: spec.accessControl.defaultActoin: is an unknown key; did you mean \"defaultAction\"?" },
        { "  accessControl:\n    trustDomain: a/b\n", "c.yaml:7: error: spec.accessControl.trustDomain: \"a/b\" cannot stand in a SPIFFE id; use letters, digits, dots, dashes and underscores" },
        {
            "  accessControl:\n    defaultAction: deny\n    policies:\n    - appId: a\n      trustDomain: public\n",
            "c.yaml:9: error: spec.accessControl.policies[0].namespace: is missing; write the caller's namespace, such as default"
        },
        {
            Policy("    - name: /x\n        httpVerb: [get]\n        action: allow\n"),
            "c.yaml:14: error: spec.accessControl.policies[0].operations[0].httpVerb: \"get\" matches no request: verbs are compared by case; write GET"
        },
        {
            Policy("    - name: /x\n        httpVerb: [GET]\n        acton: allow\n"),
            "c.yaml:15: error: spec.accessControl.policies[0].operations[0].acton: is an unknown key; did you mean \"action\"?\n"
            + "c.yaml:13: warning: spec.accessControl.policies[0].operations[0].action: is not written: the rule denies, as in Dapr; write action: allow or action: deny"
        },
        {
            Policy("    - name: /x\n        httpVerb: [GET]\n"),
            "c.yaml:13: warning: spec.accessControl.policies[0].operations[0].action: is not written: the rule denies, as in Dapr; write action: allow or action: deny"
        },
        { "  api:\n    denied:\n    - name: invok\n      version: v1\n      protocol: http\n", "c.yaml:8: error: spec.api.denied[0].name: \"invok\" is no API; did you mean \"invoke\"?" },
        { "  api:\n    denied:\n    - name: state\n      version: v3\n      protocol: http\n", "c.yaml:9: error: spec.api.denied[0].version: \"v3\" is no version of the API; write v1, v1alpha1, v1alpha2 or v1beta1" },
        { "  api:\n    denied:\n    - name: state\n      version: v1\n", "c.yaml:8: error: spec.api.denied[0].protocol: is missing; write http or grpc" },
        { "  api:\n    deny: []\n", "c.yaml:7: error: spec.api.deny: is an unknown key; known here: allowed, denied" },
        {
            "  secrets:\n    scopes:\n    - storeName: vualt\n      defaultAccess: deny\n",
            "c.yaml:8: error: spec.secrets.scopes[0].storeName: unknown secret store \"vualt\"; did you mean \"vault\"?"
        },
        {
            "  secrets:\n    scopes:\n    - storeName: vault\n    - storeName: vault\n",
            "c.yaml:9: error: spec.secrets.scopes[1].storeName: \"vault\" has a scope already at c.yaml:8; write one scope for each store"
        },
        { "  secrets:\n    scopes:\n    - storeName: vault\n      defaultAccess: dny\n", "c.yaml:9: error: spec.secrets.scopes[0].defaultAccess: \"dny\" is no access; write allow or deny" },
        { "  components:\n    deny: [sate.redis]\n", "c.yaml:7: error: spec.components.deny: \"sate.redis\" names no category of component, so it denies nothing; did you mean \"state\"?" },
        {
            "  nameResolution:\n    component: mdns\n",
            "c.yaml:7: error: spec.nameResolution.component: \"mdns\" is not available here; write one of sqlite, structured, or remove spec.nameResolution for the default (sqlite)"
        },
        {
            "  nameResolution:\n    component: sqlite\n    configuration:\n      conectionString: x\n",
            "c.yaml:9: error: spec.metadata.conectionString: component \"sqlite\" (nameresolution.sqlite) knows no such field; did you mean \"connectionString\"?"
        },
        {
            "  httpPipeline:\n    handlers:\n    - name: auth\n      type: middleware.http.bearer\n",
            "c.yaml:9: error: spec.httpPipeline.handlers[0].type: the handler \"auth\" (middleware.http.bearer) is not supported yet, and is not left out silently; remove it, and do in the app what it did"
        },
        { "  mtls:\n    enabled: false\n", "c.yaml:7: warning: spec.mtls.enabled: has no effect: the process flag decides; start with --enable-mtls=false to switch mTLS off" },
        { "  features:\n  - name: ActorStateTTL\n    enabled: true\n", "c.yaml:7: warning: spec.features[0].name: the feature \"ActorStateTTL\" has no effect in this version; it may stay; nothing depends on it" },
        { "  features:\n  - name: HotReload\n    enabled: maybe\n", "c.yaml:8: error: spec.features[0].enabled: \"maybe\" is not a boolean; write true or false" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task Mistake_IsAnsweredWithPlaceFieldAndCure(string spec, string expected)
    {
        await using var bench = new Bench()
            .Resource("vault.yaml", "apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata: {name: vault}\nspec: {type: secretstores.fake}\n")
            .Config("c.yaml", Head + spec);

        Assert.Equal(expected, string.Join('\n', await bench.ProblemsAsync()));
    }

    [Fact]
    public async Task TwoConfigurationsOfOneName_AreRefusedNamingBothFiles()
    {
        await using var bench = new Bench().Config("a.yaml", Head + "  tracing: {}\n").Config("b.yaml", Head);

        Assert.Contains(await bench.ProblemsAsync(), problem => problem.StartsWith("b.yaml:", StringComparison.Ordinal)
            && problem.Contains("error: metadata: a Configuration named \"c\" is read already from", StringComparison.Ordinal)
            && problem.Contains("a.yaml:1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task LaterConfiguration_GoesOverTheEarlierKeyByKey()
    {
        await using var bench = new Bench()
            .Config("a.yaml", Head + "  nameResolution:\n    component: sqlite\n    configuration:\n      connectionString: from-a\n")
            .Config("b.yaml", Head.Replace("name: c", "name: d") + "  nameResolution:\n    configuration:\n      connectionString: from-b\n");

        await bench.LoadAsync();

        Assert.Contains("resolver sqlite from-b", bench.Journal);
    }

    [Fact]
    public async Task AccessControlInTwoConfigurations_IsRefused()
    {
        await using var bench = new Bench()
            .Config("a.yaml", Head + "  accessControl:\n    defaultAction: deny\n")
            .Config("b.yaml", Head.Replace("name: c", "name: d") + "  accessControl:\n    defaultAction: allow\n");

        var problem = Assert.Single(await bench.ProblemsAsync());
        Assert.StartsWith("b.yaml:6: error: spec.accessControl: is written already at ", problem, StringComparison.Ordinal);
        Assert.Contains("a.yaml:6", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AccessControlWithoutMtls_DoesNotStart()
    {
        await using var bench = new Bench { MtlsEnabled = false }.Config("c.yaml", Head + "  accessControl:\n    defaultAction: deny\n");

        Assert.Equal(
            ["c.yaml:6: error: spec.accessControl: callers cannot be told apart while mTLS is off, so no policy would apply; start without --enable-mtls=false, or remove accessControl"],
            await bench.ProblemsAsync());
    }

    [Fact]
    public async Task ConfigurationThatDemandsMtls_DoesNotStartWithoutIt()
    {
        await using var bench = new Bench { MtlsEnabled = false }.Config("c.yaml", Head + "  mtls:\n    enabled: true\n");

        Assert.StartsWith("c.yaml:7: error: spec.mtls.enabled:", Assert.Single(await bench.ProblemsAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Variables_AreExpandedAndLinesStay()
    {
        await using var bench = new Bench().Config("c.yaml", Head + "  accessControl:\n    trustDomain: ${TD}\n    defaultAction: ${ACTION}\n");
        bench.Environment["TD"] = "factory";
        bench.Environment["ACTION"] = "perhaps";

        // The value of a variable may be a secret: it is not shown.
        Assert.Equal(["c.yaml:8: error: spec.accessControl.defaultAction: the value is no action; write allow or deny"], await bench.ProblemsAsync());
        bench.Environment["ACTION"] = "deny";
        Assert.Equal("spiffe://factory/ns/default/orders", (await bench.LoadAsync()).Identity.SpiffeId);
    }

    [Theory]
    [InlineData("kind: Component\nmetadata: {name: x}\n", "c.yaml:1: error: kind: \"Component\" is no Configuration")]
    [InlineData("- a\n- b\n", "c.yaml:1: error: the file is no Configuration")]
    [InlineData("apiVersion: dapr.io/v1alpha1\nkind: Configuration\n---\nkind: Configuration\nspec: {accessControl: {defaultAction: deny}}\n", "c.yaml:4: error: only the first document")]
    [InlineData("spec: {}\n", "c.yaml:1: warning: kind: the file is taken for a Configuration")]
    public async Task FileThatIsNoConfiguration_IsSaid(string text, string expected)
    {
        await using var bench = new Bench().Config("c.yaml", text);

        Assert.StartsWith(expected, Assert.Single(await bench.ProblemsAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task FilesThatAreNotThere_AreErrors()
    {
        await using var bench = new Bench().Resource("x.yaml", "");
        bench.ConfigPaths.Add(bench.File("gone.yaml"));
        Directory.Delete(bench.ResourcesPath, recursive: true);

        var problems = await bench.ProblemsAsync();

        Assert.Contains(problems, problem => problem.StartsWith("gone.yaml: error: the file cannot be read", StringComparison.Ordinal));
        Assert.Contains(problems, problem => problem.StartsWith("resources: error: the resources path cannot be read", StringComparison.Ordinal));
    }

    private static string Policy(string operation) =>
        "  accessControl:\n    defaultAction: deny\n    policies:\n    - appId: a\n      trustDomain: public\n      namespace: default\n      operations:\n  " + operation;
}
