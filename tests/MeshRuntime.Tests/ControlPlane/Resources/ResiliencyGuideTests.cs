using MeshRuntime.DataPlane.Snapshots;
using MeshRuntime.Tests.Architecture;
using MeshRuntime.Tests.ControlPlane.Kit;

namespace MeshRuntime.Tests.ControlPlane.Resources;

/// <summary>What docs/resiliency.md shows is what the sidecar reads.</summary>
public sealed class ResiliencyGuideTests
{
    private const string Bus = "apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata: {name: bus}\nspec: {type: pubsub.fake, version: v1}\n";

    [Fact]
    public async Task Example_HasNoProblems_AndUsesEveryKey()
    {
        var example = Example();
        await using var bench = new Bench().Resource("bus.yaml", Bus).Resource("r.yaml", ForUs(example));
        Assert.Empty(await bench.ProblemsAsync());

        // Each key of each table row stands in the example.
        var keys = Repository.Lines("docs/resiliency.md").Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Split('`')[1].Split('.')[^1].Trim('…', '>')).Where(key => key.All(char.IsLetter)).Distinct().ToList();
        Assert.InRange(keys.Count, 15, 30);
        Assert.All(keys.Except(["actors"]), key => Assert.Contains($" {key}: ", example, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Example_IsInForceAsItsCommentsSay()
    {
        await using var bench = new Bench().Resource("bus.yaml", Bus).Resource("r.yaml", ForUs(Example()));
        var snapshot = (await bench.LoadAsync()).Snapshot;

        var orders = snapshot.PlanOf("orders");
        Assert.Equal(("quick", "patient", "guard"), (orders.Policy.Timeout?.Name, orders.Policy.Retry?.Name, orders.Policy.Breaker?.Name));
        Assert.Equal((200, BalanceMethod.PeakEwma, 3, 64), (orders.BreakerCacheSize, orders.Balance.Method, orders.Ejection.ConsecutiveFailures, orders.Limit?.MaxInFlight));
        Assert.Equal("DefaultAppTimeoutPolicy", snapshot.PlanOf("orders.prod").Policy.Timeout?.Name);
        Assert.Equal(("quick", "steady"), (snapshot.PubSubs["bus"].Outbound.Timeout?.Name, snapshot.PubSubs["bus"].Outbound.Retry?.Name));
        Assert.Equal((null, "steady"), (snapshot.PubSubs["bus"].Inbound.Timeout?.Name, snapshot.PubSubs["bus"].Inbound.Retry?.Name));
    }

    [Fact]
    public async Task DefaultsOfTheTable_AreThoseOfTheCode()
    {
        var text = """
            apiVersion: dapr.io/v1alpha1
            kind: Resiliency
            metadata: {name: r}
            spec:
              policies:
                retries:
                  left: {}
                  right: {policy: constant, duration: @duration, maxRetries: @maxRetries}
                  leftGrowing: {policy: exponential}
                  rightGrowing: {policy: exponential, maxInterval: @maxInterval}
                circuitBreakers:
                  left: {}
                  right: {maxRequests: @maxRequests, interval: @interval, timeout: @timeout, trip: @trip}
                loadBalancers:
                  left: {}
                  right: {policy: leastRequest, slowStart: @slowStart}
                outlierDetections:
                  left: {}
                  right:
                    consecutiveFailures: @consecutiveFailures
                    baseEjectionTime: @baseEjectionTime
                    maxEjectionTime: @maxEjectionTime
                    maxEjectionPercent: @maxEjectionPercent
                limits:
                  left: {maxInFlight: 1}
                  right: {maxInFlight: 1, maxPending: @maxPending}
              targets:
                apps:
                  a: {retry: left, circuitBreaker: left, loadBalancer: left, outlierDetection: left, limit: left}
                  b: {retry: right, circuitBreaker: right, loadBalancer: right, outlierDetection: right, limit: right, circuitBreakerCacheSize: @circuitBreakerCacheSize}
                  growing: {retry: leftGrowing}
                  grown: {retry: rightGrowing}
            """;
        foreach (var line in Repository.Lines("docs/resiliency.md").Where(line => line.StartsWith("| `", StringComparison.Ordinal)))
        {
            if (line.Split('`') is [_, var key, _, var value, ..])
            {
                text = text.Replace($"@{key.Split('.')[^1]}", value, StringComparison.Ordinal);
            }
        }

        Assert.DoesNotContain("@", text, StringComparison.Ordinal);
        await using var bench = new Bench().Resource("r.yaml", text);
        var snapshot = (await bench.LoadAsync()).Snapshot;

        var (a, b) = (snapshot.PlanOf("a"), snapshot.PlanOf("b"));
        Assert.Equal(a.Policy.Retry! with { Name = "" }, b.Policy.Retry! with { Name = "" });
        Assert.Equal(a.Policy.Breaker! with { Name = "" }, b.Policy.Breaker! with { Name = "" });
        Assert.Equal((a.Balance, a.Ejection, a.BreakerCacheSize, a.Limit!.MaxPending), (b.Balance, b.Ejection, b.BreakerCacheSize, b.Limit!.MaxPending));
        Assert.Equal(snapshot.PlanOf("growing").Policy.Retry! with { Name = "" }, snapshot.PlanOf("grown").Policy.Retry! with { Name = "" });
    }

    private static string Example()
    {
        var lines = Repository.Lines("docs/resiliency.md");
        return string.Join('\n', lines.SkipWhile(line => line != "```yaml").Skip(1).TakeWhile(line => line != "```"));
    }

    /// <summary>The bench is the sidecar of "orders".</summary>
    private static string ForUs(string example) => example.Replace("scopes: [checkout]", "scopes: [orders]", StringComparison.Ordinal);
}
