using MeshRuntime.DataPlane.Snapshots;
using MeshRuntime.Tests.ControlPlane.Kit;
using MeshRuntime.Tests.Kit;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.Tests.ControlPlane.Reload;

/// <summary>Edits of a Resiliency while the sidecar runs.</summary>
public sealed class ResiliencyReloadTests : IAsyncDisposable
{
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
    public async Task GoodEdit_IsInForce_AndABadOneChangesNothing()
    {
        _bench.Resource("r.yaml", Resiliency("maxRetries: 1"));
        await StartAsync();
        var guard = _cell.Current.PlanOf("a").Policy.Breaker;

        _bench.Resource("r.yaml", Resiliency("maxRetries: 2"));
        await Until.TrueAsync(() => _cell.Current.PlanOf("a").Policy.Retry?.MaxRetries == 2, "the edit is in force");
        Assert.Equal(guard, _cell.Current.PlanOf("a").Policy.Breaker);

        var before = _cell.Current;
        _bench.Resource("r.yaml", Resiliency("maxRetries: two"));
        await Until.TrueAsync(() => _bench.Log.Count("the configuration before it stays in force") > 0, "the edit is refused");
        Assert.Contains(_bench.Log.Of(LogLevel.Error), line => line.Contains("r.yaml:6: error: spec.policies.retries.again.maxRetries: \"two\"", StringComparison.Ordinal));
        Assert.Same(before, _cell.Current);

        _bench.Resource("r.yaml", Resiliency("maxRetries: 3"));
        await Until.TrueAsync(() => _cell.Current.PlanOf("a").Policy.Retry?.MaxRetries == 3, "the mended file is in force");
    }

    [Fact]
    public async Task TargetThatIsNoComponent_IsToldAtTheStart_AndOnceForEachEdit()
    {
        const string Told = "r.yaml:8: warning: spec.targets.components.bus: there is no component \"bus\"";
        _bench.Resource("r.yaml", Resiliency("maxRetries: 1", ", components: {bus: {}}"));
        await StartAsync();
        Assert.Equal(1, _bench.Log.Count(Told));

        _bench.Resource("r.yaml", Resiliency("maxRetries: 2", ", components: {bus: {}}"));
        await Until.TrueAsync(() => _cell.Current.PlanOf("a").Policy.Retry?.MaxRetries == 2, "the edit is in force");
        Assert.Equal(2, _bench.Log.Count(Told));
    }

    [Fact]
    public async Task RemovedFile_TakesItsPoliciesAway()
    {
        _bench.Resource("r.yaml", Resiliency("maxRetries: 1"));
        await StartAsync();

        File.Delete(Path.Combine(_bench.ResourcesPath, "r.yaml"));
        await Until.TrueAsync(() => _cell.Current.Services.Count == 0, "the policies are gone");

        Assert.Equal(ServicePlan.Default, _cell.Current.PlanOf("a"));
    }

    private static string Resiliency(string retry, string targets = "") =>
        "apiVersion: dapr.io/v1alpha1\nkind: Resiliency\nmetadata: {name: r}\nspec:\n"
        + "  policies:\n    retries: {again: {" + retry + "}}\n    circuitBreakers: {guard: {trip: consecutiveFailures > 2}}\n"
        + "  targets: {apps: {a: {retry: again, circuitBreaker: guard}}" + targets + "}\n";

    private async Task StartAsync() =>
        _running = (await _bench.LoadAsync()).RunAsync(_cell, Services.Table(), new Messages(_cell).Topics, _ => { }, _stop.Token);
}
