using MeshRuntime.Abstractions.Components;
using MeshRuntime.ControlPlane;
using MeshRuntime.DataPlane.Snapshots;
using MeshRuntime.Tests.ControlPlane.Components;
using MeshRuntime.Tests.ControlPlane.Kit;
using MeshRuntime.Tests.Kit;
using Microsoft.Extensions.Logging;
using System.Diagnostics;

namespace MeshRuntime.Tests.ControlPlane.Reload;

/// <summary>Edits of real files, and what is in force after them.</summary>
public sealed class ReloadTests : IAsyncDisposable
{
    private const string Head = "apiVersion: dapr.io/v1alpha1\nkind: Configuration\nmetadata: {name: c}\nspec:\n";

    private readonly Bench _bench = new();
    private readonly SnapshotCell _cell = new();
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        await _bench.DisposeAsync();
        _stop.Dispose();
    }

    [Fact]
    public async Task GoodEdit_IsInForceWithinASecond()
    {
        _bench.Config("c.yaml", Head + "  accessControl: {defaultAction: allow}\n");
        await StartAsync();
        Assert.True(_cell.Current.Access?.AllowsByDefault);

        var began = Stopwatch.GetTimestamp();
        _bench.Config("c.yaml", Head + "  accessControl: {defaultAction: deny}\n");
        await Until.TrueAsync(() => _cell.Current.Access?.AllowsByDefault == false, "the edit is in force");

        TestContext.Current.SendDiagnosticMessage($"in force after {Stopwatch.GetElapsedTime(began).TotalMilliseconds:0} ms");
        Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(1), $"it took {Stopwatch.GetElapsedTime(began)}");
    }

    [Fact]
    public async Task BadEdit_KeepsWhatWasInForceAndSaysEverything()
    {
        _bench.Config("c.yaml", Head + "  accessControl: {defaultAction: deny}\n").Resource("a.yaml", ComponentActivationTests.Component("a", "state.fake"));
        await StartAsync();
        var before = _cell.Current;

        _bench.Resource("b.yaml", "kind: [\n");
        _bench.Config("c.yaml", Head + "  accessControl: {defaultAction: allow, polices: []}\n");
        await Until.TrueAsync(
            () => _bench.Log.Of(LogLevel.Error).Any(line => line.Contains("spec.accessControl.polices", StringComparison.Ordinal)
                && _bench.Log.Count("b.yaml:2: error: the YAML is broken") > 0
                && _bench.Log.Count("the configuration before it stays in force") > 0),
            "all problems are logged");

        Assert.Same(before, _cell.Current);
        Assert.DoesNotContain("end a", _bench.Journal);

        // Mended: in force again, without a restart.
        File.Delete(Path.Combine(_bench.ResourcesPath, "b.yaml"));
        _bench.Config("c.yaml", Head + "  accessControl: {defaultAction: allow}\n");
        await Until.TrueAsync(() => _cell.Current.Access?.AllowsByDefault == true, "the mended file is in force");
    }

    [Fact]
    public async Task ChangedComponent_StartsAnewBeforeTheOldEndsAndSiblingsStay()
    {
        _bench.Resource("a.yaml", Component("a", "one")).Resource("b.yaml", Component("b", "one"));
        await StartAsync();
        var sibling = _bench.Running["b"];

        _bench.Resource("a.yaml", Component("a", "two"));
        await Until.TrueAsync(() => _bench.Journal.Contains("end a"), "the old one ended");

        Assert.Equal("two", _bench.Running["a"].Host);
        Assert.Same(sibling, _bench.Running["b"]);
        Assert.Equal(["make a", "start a", "end a"], _bench.Journal.TakeLast(3));
        Assert.Equal(["a", "b"], _cell.Current.Components.Select(component => component.Name).Order());
    }

    [Fact]
    public async Task AddedAndRemovedFiles_StartAndEndTheirComponents()
    {
        _bench.Resource("a.yaml", Component("a", "one"));
        await StartAsync();

        _bench.Resource("b.yaml", Component("b", "one"));
        await Until.TrueAsync(() => _cell.Current.Components.Count == 2, "the new component is there");
        File.Delete(Path.Combine(_bench.ResourcesPath, "a.yaml"));
        await Until.TrueAsync(() => _bench.Journal.Contains("end a"), "the removed one ended");

        Assert.Equal(["b"], _cell.Current.Components.Select(component => component.Name));
    }

    [Fact]
    public async Task ComponentThatDoesNotStart_LeavesTheOldOneRunningAndIsTriedAgain()
    {
        _bench.Resource("a.yaml", Component("a", "one"));
        await StartAsync();
        var old = _bench.Running["a"];
        _bench.AtStart["a"] = _ => throw new ComponentException(ComponentFault.Unavailable, "no route to host");

        _bench.Resource("a.yaml", Component("a", "two"));
        await Until.TrueAsync(() => _bench.Log.Count("[INIT_COMPONENT_FAILURE]") == 1, "the failure is logged");

        Assert.Same(old, _bench.Running["a"]);
        _bench.AtStart.Clear();
        await Until.TrueAsync(() => _bench.Running["a"].Host == "two", "it is tried again without another edit");
        Assert.Equal(1, _bench.Log.Count("[INIT_COMPONENT_FAILURE]"));
    }

    [Fact]
    public async Task EditedSubscription_IsInForceAndABrokenOneIsNot()
    {
        _bench.Resource("a.yaml", ComponentActivationTests.Component("events", "pubsub.fake")).Resource("s.yaml", Subscription("event.type == 'a'"));
        await StartAsync();
        var broker = _cell.Current.PubSubs["events"];

        _bench.Resource("s.yaml", Subscription("event.type == 'b'"));
        await Until.TrueAsync(() => _cell.Current.Subscriptions[0].Rules[0].Match == "event.type == 'b'", "the edit is in force");
        Assert.Equal(broker, _cell.Current.PubSubs["events"]);

        _bench.Resource("s.yaml", Subscription("event.type = 'c'"));
        await Until.TrueAsync(() => _bench.Log.Count("s.yaml:4: error: spec.routes.rules[0].match: is no CEL expression: column 12") == 1, "the mistake is logged");
        Assert.Equal("event.type == 'b'", Assert.Single(_cell.Current.Subscriptions).Rules[0].Match);

        File.Delete(Path.Combine(_bench.ResourcesPath, "s.yaml"));
        await Until.TrueAsync(() => _cell.Current.Subscriptions.Count == 0, "the removed subscription is gone");
    }

    [Fact]
    public async Task EditedScopeAndRemovedStore_AreInForceForTheNextSecret()
    {
        _bench.Resource("a.yaml", ComponentActivationTests.Component("vault", "secretstores.fake"))
            .Config("c.yaml", Head + "  secrets: {scopes: [{storeName: vault, deniedSecrets: [db]}]}\n");
        await StartAsync();
        Assert.False(_cell.Current.SecretStores["vault"].Access.Allows("db"));

        _bench.Config("c.yaml", Head + "  secrets: {scopes: [{storeName: vault, deniedSecrets: [mail]}]}\n");
        await Until.TrueAsync(() => _cell.Current.SecretStores["vault"].Access.Allows("db"), "the scope is edited");
        Assert.Same(_bench.Running["vault"], _cell.Current.SecretStores["vault"].Component);

        // The scope first: one for a store that is not there is refused.
        _bench.Config("c.yaml", Head + "  secrets: {scopes: []}\n");
        File.Delete(Path.Combine(_bench.ResourcesPath, "a.yaml"));
        await Until.TrueAsync(() => _cell.Current.SecretStores.Count == 0, "the store is gone");
    }

    [Fact]
    public async Task EditOfCommentsAndLayout_ChangesNothing()
    {
        _bench.Resource("a.yaml", Component("a", "one")).Config("c.yaml", Head + "  accessControl: {defaultAction: allow}\n");
        await StartAsync();

        _bench.Resource("a.yaml", "# a comment\n\n" + Component("a", "\"one\""));
        _bench.Config("c.yaml", Head + "  accessControl: {defaultAction: deny}\n");
        await Until.TrueAsync(() => _cell.Current.Access?.AllowsByDefault == false, "the other edit is in force");

        Assert.DoesNotContain("end a", _bench.Journal);
    }

    [Fact]
    public async Task ResolverAndIdentity_StayUntilARestart()
    {
        _bench.Config("c.yaml", Head + "  accessControl: {defaultAction: allow, trustDomain: one}\n");
        var loaded = await StartAsync();

        _bench.Config("c.yaml", Head + "  accessControl: {defaultAction: deny, trustDomain: two}\n  nameResolution: {component: structured}\n");
        await Until.TrueAsync(() => _cell.Current.Access?.AllowsByDefault == false, "the policy is in force");

        Assert.Equal("one", loaded.Identity.TrustDomain);
        Assert.Equal(1, _bench.Log.Count("the change from nameresolution.sqlite (nameresolution.sqlite/v1) to structured (nameresolution.structured/v1) needs a restart"));
        Assert.Equal(1, _bench.Log.Count("the old trust domain stays in use"));
        Assert.DoesNotContain(_bench.Journal, what => what.StartsWith("resolver structured", StringComparison.Ordinal));
    }

    [Fact]
    public async Task FolderThatIsALinkSwappedAtOnce_IsReadAgain()
    {
        // As Kubernetes mounts a ConfigMap: the file is a link into ..data, which is a link to a dated folder.
        _bench.Resource("placeholder.txt", "");
        var (first, second) = (Dated("1", "one"), Dated("2", "two"));
        var data = Path.Combine(_bench.ResourcesPath, "..data");
        Directory.CreateSymbolicLink(data, first);
        File.CreateSymbolicLink(Path.Combine(_bench.ResourcesPath, "a.yaml"), Path.Combine("..data", "a.yaml"));
        await StartAsync();
        Assert.Equal("one", _bench.Running["a"].Host);

        Directory.CreateSymbolicLink(data + ".tmp", second);
        using (var swap = Process.Start("mv", ["-T", data + ".tmp", data]))
        {
            await swap.WaitForExitAsync();
            Assert.Equal(0, swap.ExitCode);
        }

        await Until.TrueAsync(() => _bench.Running["a"].Host == "two", "the swapped file is in force");
    }

    [Fact]
    public async Task FileInAFolderOfItsOwnReplacedAgainAndAgain_EndsWithTheLast()
    {
        _bench.Resource("a.yaml", Component("a", "x0"));
        await StartAsync();
        for (var i = 1; i <= 20; i++)
        {
            _bench.Resource("a.yaml", Component("a", $"x{i}"));
        }

        await Until.TrueAsync(() => _bench.Running["a"].Host == "x20", "the last edit is in force");
    }

    [Fact]
    public async Task HotReloadSwitchedOff_FollowsNoEdit()
    {
        _bench.Config("c.yaml", Head + "  features: [{name: HotReload, enabled: false}]\n");
        await StartAsync();

        Assert.Empty(_cell.Current.Features);

        await AssertNotFollowedAsync();
    }

    [Fact]
    public async Task HotReloadSwitchedOffByAnEdit_FollowsThatOneAndNoMore()
    {
        _bench.Config("c.yaml", Head + "  tracing: {}\n");
        await StartAsync();
        _bench.Config("c.yaml", Head + "  features: [{name: HotReload, enabled: false}]\n");
        await Until.TrueAsync(() => _cell.Current.Features.Count == 0, "the switch is in force");

        await AssertNotFollowedAsync();
    }

    /// <summary>An edit made here and then one made to another that follows edits: when that one is in force, this one would be too.</summary>
    private async Task AssertNotFollowedAsync()
    {
        await using var sibling = new ReloadTests();
        sibling._bench.Config("c.yaml", Head + "  accessControl: {defaultAction: allow}\n");
        await sibling.StartAsync();
        _bench.Config("c.yaml", Head + "  accessControl: {defaultAction: deny}\n");
        await Until.TrueAsync(() => sibling._cell.Current.Access is not null, "the sibling runs");
        sibling._bench.Config("c.yaml", Head + "  accessControl: {defaultAction: deny}\n");
        await Until.TrueAsync(() => sibling._cell.Current.Access?.AllowsByDefault == false, "the sibling followed");

        Assert.Null(_cell.Current.Access);
    }

    private static string Component(string name, string host) =>
        ComponentActivationTests.Component(name, "state.fake", $"  - name: host\n    value: {host}\n");

    private static string Subscription(string match) =>
        "apiVersion: dapr.io/v2alpha1\nkind: Subscription\nmetadata: {name: s}\n"
        + $"spec: {{pubsubname: events, topic: t, routes: {{rules: [{{match: \"{match}\", path: /a}}]}}}}\n";

    private string Dated(string name, string host)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_bench.ResourcesPath, ".." + name)).FullName;
        File.WriteAllText(Path.Combine(folder, "a.yaml"), Component("a", host));
        return folder;
    }

    private async Task<MeshControlPlane> StartAsync()
    {
        var loaded = await _bench.LoadAsync();
        _running = loaded.RunAsync(_cell, Services.Table(), new Messages(_cell).Topics, _ => { }, _stop.Token);
        return loaded;
    }
}
