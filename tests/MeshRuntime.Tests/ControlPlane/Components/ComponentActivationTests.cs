using System.Text.RegularExpressions;
using MeshRuntime.Abstractions.Components;
using MeshRuntime.ControlPlane.Validation;
using MeshRuntime.Tests.ControlPlane.Kit;

namespace MeshRuntime.Tests.ControlPlane.Components;

public sealed class ComponentActivationTests
{
    [Fact]
    public async Task WithNoYaml_TheDefaultsRun()
    {
        await using var bench = new Bench();

        var loaded = await bench.LoadAsync();

        Assert.Equal(["resolver nameresolution.sqlite -", "certificates mtls.local -"], bench.Journal);
        Assert.Same(bench.Resolver, loaded.Resolver);
        Assert.NotNull(loaded.Certificate);
        Assert.Equal("spiffe://public/ns/default/orders", bench.Certificates.For?.SpiffeId);
        Assert.Empty(loaded.Snapshot.Components);
        Assert.Equal(["HotReload"], loaded.Snapshot.Features);
    }

    [Fact]
    public async Task WithMtlsOff_NoCertificatesAreMade()
    {
        await using var bench = new Bench { MtlsEnabled = false };

        Assert.Null((await bench.LoadAsync()).Certificate);
        Assert.Equal(0, bench.Certificates.Issued);
    }

    [Fact]
    public async Task CertificateThatIsNotIssued_EndsTheStart()
    {
        await using var bench = new Bench().Resource("a.yaml", Component("a", "state.fake"));
        bench.Certificates.Failure = "the authority is away";

        Assert.Equal(
            ["error: mtls.local (mtls.local/v1) issued no certificate: the authority is away; mend that, or start with --enable-mtls=false on a host of your own"],
            await bench.ProblemsAsync());
        Assert.Empty(bench.Running);
    }

    [Fact]
    public async Task SecretStores_StartFirstAndInOrderOfTheirNeeds()
    {
        await using var bench = new Bench()
            .Resource("1.yaml", Component("state", "state.fake", "  - name: password\n    secretKeyRef: {name: redis, key: pw}\n", "auth: {secretStore: second}\n"))
            .Resource("2.yaml", Component("second", "secretstores.fake", "  - name: password\n    secretKeyRef: {name: root}\n", "auth: {secretStore: first}\n"))
            .Resource("3.yaml", Component("first", "secretstores.fake"));
        bench.Secrets["redis"] = new Dictionary<string, string> { ["pw"] = "hunter2" };
        bench.Secrets["root"] = new Dictionary<string, string> { ["root"] = "r00t" };

        var loaded = await bench.LoadAsync();

        Assert.Equal(["start first", "start second", "start state"], bench.Journal.Where(what => what.StartsWith("start", StringComparison.Ordinal)));
        Assert.Equal("hunter2", bench.Running["state"].Password);
        Assert.Equal("r00t", bench.Running["second"].Password);
        Assert.Equal(["first", "second"], loaded.SecretStores.Keys.Order());
        Assert.Equal(["first", "second", "state"], loaded.Snapshot.Components.Select(component => component.Name));
        Assert.Equal(1, bench.Log.Count("Component loaded: state (state.fake/v1)"));
    }

    [Theory]
    [InlineData("{name: gone}", "the secret \"gone\" cannot be had from store \"vault\": there is no secret \"gone\"; add it to the store, or mend the name")]
    [InlineData("{name: redis, key: pww}", "the secret \"redis\" of store \"vault\" has no key \"pww\"; did you mean \"pw\"?")]
    [InlineData("{name: redis}", "the secret \"redis\" of store \"vault\" has no key \"redis\"; write a key that the secret has")]
    public async Task MissingSecret_EndsTheStartAndTakesBackWhatRan(string reference, string expected)
    {
        await using var bench = new Bench()
            .Resource("1.yaml", Component("vault", "secretstores.fake"))
            .Resource("2.yaml", Component("state", "state.fake", $"  - name: password\n    secretKeyRef: {reference}\n", "auth: {secretStore: vault}\n"));
        bench.Secrets["redis"] = new Dictionary<string, string> { ["pw"] = "hunter2" };

        var problem = Assert.Single(await bench.ProblemsAsync());

        Assert.Equal($"resources/2.yaml:9: error: spec.metadata.password: component \"state\": {expected}", problem);
        Assert.DoesNotContain("hunter2", problem, StringComparison.Ordinal);
        Assert.Contains("end vault", bench.Journal);
        Assert.Empty(bench.Running);
    }

    [Fact]
    public async Task StoresThatNeedEachOther_AreReportedAndDoNotHang()
    {
        const string Reference = "  - name: password\n    secretKeyRef: {name: x}\n";
        await using var bench = new Bench()
            .Resource("1.yaml", Component("a", "secretstores.fake", Reference, "auth: {secretStore: b}\n"))
            .Resource("2.yaml", Component("b", "secretstores.fake", Reference, "auth: {secretStore: a}\n"));

        Assert.Equal(2, (await bench.ProblemsAsync()).Count(problem => problem.Contains("is not loaded", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task FailedStarts_AreAllReportedWithDaprsMarkerAndTakenBackInReverse()
    {
        await using var bench = new Bench()
            .Resource("1.yaml", Component("good", "state.fake"))
            .Resource("2.yaml", Component("away", "state.fake"))
            .Resource("3.yaml", Component("slow", "state.fake").Replace("spec:\n", "spec:\n  initTimeout: 50ms\n"))
            .Resource("4.yaml", Component("buggy", "state.fake"))
            .Resource("5.yaml", Component("last", "state.fake"));
        bench.AtStart["away"] = _ => throw new ComponentException(ComponentFault.Unavailable, "no route to host.");
        bench.AtStart["slow"] = _ => new TaskCompletionSource().Task; // ignores its token
        bench.AtStart["buggy"] = _ => throw new ArgumentException("oops");

        var problems = await bench.ProblemsAsync();

        Assert.Equal(
            [
                "resources/2.yaml:1: error: spec.type: [INIT_COMPONENT_FAILURE]: initialization error occurred for away (state.fake/v1): no route to host; mend its metadata, or what it connects to",
                "resources/3.yaml:1: error: spec.type: [INIT_COMPONENT_FAILURE]: initialization error occurred for slow (state.fake/v1): it did not start within 50ms; raise spec.initTimeout, or mend what it waits for",
                "resources/4.yaml:1: error: spec.type: [INIT_COMPONENT_FAILURE]: initialization error occurred for buggy (state.fake/v1): ArgumentException: oops; mend its metadata, or what it connects to",
            ],
            problems);
        Assert.Equal(["end away", "end buggy", "end slow"], bench.Journal.Where(what => what.StartsWith("end", StringComparison.Ordinal)).Take(3).Order());
        Assert.Equal(["end last", "end good"], bench.Journal.TakeLast(2));
    }

    [Fact]
    public async Task IgnoreErrors_LeavesThatOneOutAndStartsTheRest()
    {
        const string Ignore = "  ignoreErrors: true\n";
        await using var bench = new Bench()
            .Resource("1.yaml", Component("away", "state.fake").Replace("spec:\n", "spec:\n" + Ignore))
            .Resource("2.yaml", Component("unknown", "pubsub.redis").Replace("spec:\n", "spec:\n" + Ignore))
            .Resource("3.yaml", Component("good", "state.fake"));
        bench.AtStart["away"] = _ => throw new ComponentException(ComponentFault.Unavailable, "no route to host");

        var outcome = await bench.TryLoadAsync();

        Assert.All(outcome.Problems, problem => Assert.Equal(ProblemSeverity.Warning, problem.Severity));
        Assert.Equal(["good"], outcome.ControlPlane?.Snapshot.Components.Select(component => component.Name));
        Assert.Equal(2, outcome.Problems.Count(problem => problem.What.Contains("is left out", StringComparison.Ordinal)));
        Assert.Contains("end away", bench.Journal);
    }

    [Fact]
    public async Task IgnoreErrors_DoesNotReachWhatTheMeshStandsOn()
    {
        await using var bench = new Bench()
            .Resource("1.yaml", Component("ca", "mtls.remote").Replace("spec:\n", "spec:\n  ignoreErrors: true\n"));

        Assert.Null((await bench.TryLoadAsync()).ControlPlane);
    }

    [Fact]
    public async Task Templates_AreFilledInButNotInSecrets()
    {
        await using var bench = new Bench()
            .Resource("1.yaml", Component("vault", "secretstores.fake"))
            .Resource("2.yaml", Component("a", "state.fake", "  - name: host\n    value: \"{namespace}/{appID}/{podName}/{uuid}/{uuid}\"\n  - name: password\n    secretKeyRef: {name: s}\n", "auth: {secretStore: vault}\n"));
        bench.Environment["POD_NAME"] = "pod-7";
        bench.Secrets["s"] = new Dictionary<string, string> { ["s"] = "{appID}" };

        await bench.LoadAsync();

        var match = Regex.Match(bench.Running["a"].Host, "^default\\.orders/orders/pod-7/([0-9a-f-]{36})/([0-9a-f-]{36})$");
        Assert.True(match.Success, bench.Running["a"].Host);
        Assert.NotEqual(match.Groups[1].Value, match.Groups[2].Value);
        Assert.Equal("{appID}", bench.Running["a"].Password);
    }

    [Theory]
    [InlineData("value: written\n    envRef: OTHER", null, "written")]
    [InlineData("envRef: OTHER", null, "from-env")]
    [InlineData("envRef: OTHER", "X OTHER Y", "from-env")]
    [InlineData("envRef: OTHER", "X Y", "")]
    [InlineData("envRef: APP_API_TOKEN", null, "")]
    [InlineData("envRef: DAPR_SECRET", "DAPR_SECRET", "")]
    [InlineData("value: 007", null, "007")]
    [InlineData("value: 1.10", null, "1.10")]
    [InlineData("value: yes", null, "true")]
    [InlineData("value: {a: [1, x, yes]}", null, "{\"a\":[1,\"x\",true]}")]
    [InlineData("value: ~", null, "")]
    public async Task Value_ComesFromWhereItMay(string entry, string? keys, string expected)
    {
        await using var bench = new Bench().Resource("1.yaml", Component("a", "state.fake", $"  - name: host\n    {entry}\n"));
        bench.Environment["OTHER"] = "from-env";
        bench.Environment["APP_API_TOKEN"] = bench.Environment["DAPR_SECRET"] = "token";
        if (keys is not null)
        {
            bench.Environment["DAPR_ENV_KEYS"] = keys;
        }

        await bench.LoadAsync();

        Assert.Equal(expected, bench.Running["a"].Host);
    }

    [Theory]
    [InlineData("state.fake", false)]
    [InlineData("STATE.FAKE", false)]
    [InlineData("state.fake/v1", false)]
    [InlineData("state.fake/v2", true)]
    [InlineData("state.other", true)]
    public async Task DeniedComponent_IsLeftOutWithAWarning(string denied, bool loaded)
    {
        await using var bench = new Bench()
            .Resource("1.yaml", Component("a", "state.fake"))
            .Config("c.yaml", $"apiVersion: dapr.io/v1alpha1\nkind: Configuration\nspec: {{components: {{deny: [{(denied.StartsWith("STATE", StringComparison.Ordinal) ? "state.FAKE" : denied)}]}}}}\n");

        await bench.LoadAsync();

        Assert.Equal(loaded, bench.Running.ContainsKey("a"));
        Assert.Equal(loaded ? 0 : 1, bench.Log.Count("spec.components.deny names state.fake"));
    }

    [Fact]
    public async Task Cancellation_EndsWhatWasStarted()
    {
        await using var bench = new Bench().Resource("1.yaml", Component("a", "state.fake")).Resource("2.yaml", Component("b", "state.fake"));
        using var cancel = new CancellationTokenSource();
        bench.AtStart["b"] = async token =>
        {
            await cancel.CancelAsync();
            await Task.Delay(Timeout.Infinite, token);
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            MeshRuntime.ControlPlane.MeshControlPlane.LoadAsync(bench.Options(), bench.Catalog, bench.Log, TimeProvider.System, cancel.Token));

        Assert.Equal(["end a", "end b"], bench.Journal.Where(what => what.StartsWith("end", StringComparison.Ordinal)).Order());
    }

    internal static string Component(string name, string type, string metadata = "", string rest = "") =>
        $"apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata:\n  name: {name}\nspec:\n  type: {type}\n" + (metadata.Length > 0 ? "  metadata:\n" + metadata : "") + rest;
}
