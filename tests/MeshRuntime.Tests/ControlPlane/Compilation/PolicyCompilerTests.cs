using MeshRuntime.DataPlane.Snapshots;
using MeshRuntime.Tests.ControlPlane.Kit;

namespace MeshRuntime.Tests.ControlPlane.Compilation;

/// <summary>Which policies hold for a target: from Resiliency files to the plans that the data plane reads. A broker named "bus" runs.</summary>
public sealed class PolicyCompilerTests
{
    private const string Head = "apiVersion: dapr.io/v1alpha1\nkind: Resiliency\nmetadata: {name: r}\nspec:\n";

    [Fact]
    public async Task NothingWritten_LeavesTheBuiltInRetryAlone()
    {
        var snapshot = await SnapshotAsync();

        Assert.Equal(ServicePlan.Default, snapshot.DefaultService);
        Assert.Empty(snapshot.Services);
        Assert.True(snapshot.PubSubs["bus"].Outbound.IsNone && snapshot.PubSubs["bus"].Inbound.IsNone);
    }

    [Fact]
    public async Task EveryKeyOfATarget_IsPlanned()
    {
        var snapshot = await SnapshotAsync(Head + """
              policies:
                timeouts: {short: 1.5s}
                retries:
                  again:
                    policy: constant
                    duration: 200
                    maxRetries: 4
                    matching: {httpStatusCodes: "429, 500-599", gRPCStatusCodes: 14}
                circuitBreakers:
                  guard: {maxRequests: 2, interval: 8s, timeout: 45s, trip: consecutiveFailures >= 3}
                loadBalancers:
                  even: {policy: roundRobin, slowStart: 30s}
                outlierDetections:
                  strict: {consecutiveFailures: 2, baseEjectionTime: 5s, maxEjectionTime: 20s, maxEjectionPercent: 10}
                limits:
                  few: {maxInFlight: 8, maxPending: 16}
              targets:
                apps:
                  orders: {timeout: short, retry: again, circuitBreaker: guard, circuitBreakerCacheSize: 7, loadBalancer: even, outlierDetection: strict, limit: few}
            """);

        var plan = snapshot.PlanOf("orders");
        Assert.Equal(new TimeoutPlan("short", TimeSpan.FromSeconds(1.5)), plan.Policy.Timeout);
        Assert.Equal(
            new RetryPlan("again", 4, TimeSpan.FromMilliseconds(200)) { HttpCodes = new([(429, 429), (500, 599)]), GrpcCodes = new([(14, 14)]) }, plan.Policy.Retry);
        Assert.Equal(
            new BreakerPlan("guard") { MaxRequests = 2, Interval = TimeSpan.FromSeconds(8), OpenFor = TimeSpan.FromSeconds(45), TripText = "consecutiveFailures >= 3" },
            plan.Policy.Breaker);
        Assert.Equal("consecutiveFailures >= 3", plan.Policy.Breaker!.Trip!.Text);
        Assert.Equal((true, 7), (plan.IsNamed, plan.BreakerCacheSize));
        Assert.Equal(new BalancePlan(BalanceMethod.RoundRobin) { SlowStart = TimeSpan.FromSeconds(30) }, plan.Balance);
        Assert.Equal(
            new EjectionPlan { ConsecutiveFailures = 2, BaseTime = TimeSpan.FromSeconds(5), MaxTime = TimeSpan.FromSeconds(20), MaxPercent = 10 }, plan.Ejection);
        Assert.Equal(new LimitPlan("few", 8, 16), plan.Limit);
        Assert.Same(snapshot.DefaultService, snapshot.PlanOf("orders.prod"));
    }

    [Fact]
    public async Task DefaultsOfEachKey_AreThoseOfDapr()
    {
        var snapshot = await SnapshotAsync(Head + """
              policies:
                retries: {steady: , growing: {policy: exponential}}
                circuitBreakers: {guard: {maxRequests: 0, timeout: 0}}
              targets:
                apps:
                  a: {retry: steady, circuitBreaker: guard}
                  b: {retry: growing, circuitBreakerCacheSize: 0}
            """);

        Assert.Equal(new RetryPlan("steady", RetryPlan.Unlimited, TimeSpan.FromSeconds(5)), snapshot.PlanOf("a").Policy.Retry);
        Assert.Equal(
            new RetryPlan("growing", RetryPlan.Unlimited, TimeSpan.FromMilliseconds(500))
            {
                Backoff = Backoff.Exponential, MaxInterval = TimeSpan.FromSeconds(60), MaxElapsed = TimeSpan.FromMinutes(15),
            },
            snapshot.PlanOf("b").Policy.Retry);
        Assert.Equal(new BreakerPlan("guard"), snapshot.PlanOf("a").Policy.Breaker);
        Assert.Null(snapshot.PlanOf("a").Policy.Breaker!.Trip);
        Assert.Equal(100, snapshot.PlanOf("b").BreakerCacheSize);
    }

    [Theory]
    [InlineData("DefaultAppTimeoutPolicy DefaultTimeoutPolicy", "DefaultAppTimeoutPolicy", "DefaultTimeoutPolicy", "DefaultTimeoutPolicy")]
    [InlineData("DefaultTimeoutPolicy", "DefaultTimeoutPolicy", "DefaultTimeoutPolicy", "DefaultTimeoutPolicy")]
    [InlineData("DefaultComponentTimeoutPolicy DefaultTimeoutPolicy", "DefaultTimeoutPolicy", "DefaultComponentTimeoutPolicy", "DefaultComponentTimeoutPolicy")]
    [InlineData("DefaultComponentOutboundTimeoutPolicy DefaultComponentTimeoutPolicy", null, "DefaultComponentOutboundTimeoutPolicy", "DefaultComponentTimeoutPolicy")]
    [InlineData("DefaultComponentInboundTimeoutPolicy DefaultTimeoutPolicy", "DefaultTimeoutPolicy", "DefaultTimeoutPolicy", "DefaultComponentInboundTimeoutPolicy")]
    [InlineData("DefaultPubsubComponentOutboundTimeoutPolicy DefaultComponentOutboundTimeoutPolicy", null, "DefaultPubsubComponentOutboundTimeoutPolicy", null)]
    [InlineData("DefaultPubsubComponentInboundTimeoutPolicy DefaultComponentInboundTimeoutPolicy", null, null, "DefaultPubsubComponentInboundTimeoutPolicy")]
    [InlineData("DefaultStatestoreComponentOutboundTimeoutPolicy DefaultActorTimeoutPolicy", null, null, null)]
    public async Task DefaultPolicy_IsThatOfTheNearestLevel(string written, string? app, string? outbound, string? inbound)
    {
        var names = written.Split(' ');
        var snapshot = await SnapshotAsync(
            Head + "  policies:\n"
            + $"    timeouts: {{{string.Join(", ", names.Select(name => name + ": 1s"))}}}\n"
            + $"    retries: {{{string.Join(", ", names.Select(name => name.Replace("Timeout", "Retry") + ": {maxRetries: 1}"))}}}\n"
            + $"    circuitBreakers: {{{string.Join(", ", names.Select(name => name.Replace("Timeout", "CircuitBreaker") + ": {}"))}}}\n");

        AssertNamed(app, snapshot.DefaultService.Policy);
        AssertNamed(outbound, snapshot.PubSubs["bus"].Outbound);
        AssertNamed(inbound, snapshot.PubSubs["bus"].Inbound);
        Assert.False(snapshot.DefaultService.IsNamed);
        Assert.Equal(RetryPlan.BuiltIn, snapshot.DefaultService.BuiltInRetry);

        static void AssertNamed(string? name, PolicyPlan plan) => Assert.Equal(
            (name, name?.Replace("Timeout", "Retry"), name?.Replace("Timeout", "CircuitBreaker")), (plan.Timeout?.Name, plan.Retry?.Name, plan.Breaker?.Name));
    }

    [Fact]
    public async Task KindsOfDefault_AreFoundEachByItself()
    {
        var plan = (await SnapshotAsync(Head + "  policies: {timeouts: {DefaultAppTimeoutPolicy: 1s}, retries: {DefaultRetryPolicy: {}}}\n")).DefaultService.Policy;

        Assert.Equal(("DefaultAppTimeoutPolicy", "DefaultRetryPolicy", (string?)null), (plan.Timeout?.Name, plan.Retry?.Name, plan.Breaker?.Name));
    }

    [Fact]
    public async Task TimeoutOfZero_IsNone_AndHidesTheDefaultBelow()
    {
        var snapshot = await SnapshotAsync(
            Head + "  policies: {timeouts: {none: 0, DefaultAppTimeoutPolicy: 0s, DefaultTimeoutPolicy: 5s}}\n  targets: {apps: {a: {timeout: none}}}\n");

        Assert.Null(snapshot.DefaultService.Policy.Timeout);
        Assert.Null(snapshot.PlanOf("a").Policy.Timeout);
        Assert.NotNull(snapshot.PubSubs["bus"].Outbound.Timeout);
    }

    [Theory]
    [InlineData("a: {timeout: short}", true, "short", null)]
    [InlineData("a: {}", true, null, null)]
    [InlineData("a:", true, null, null)]
    [InlineData("a: {circuitBreakerCacheSize: 5}", true, null, null)]
    [InlineData("a: {timeout: short, limit: few}", true, "short", null)]
    [InlineData("a: {limit: few}", false, "DefaultTimeoutPolicy", "DefaultRetryPolicy")]
    [InlineData("b: {}", false, "DefaultTimeoutPolicy", "DefaultRetryPolicy")]
    [InlineData("A: {}", false, "DefaultTimeoutPolicy", "DefaultRetryPolicy")]
    public async Task Entry_TakesTheDefaultsOfDaprAway_UnlessItHasOnlyKeysOfOurOwn(string entry, bool isNamed, string? timeout, string? retry)
    {
        var plan = (await SnapshotAsync(
            Head + "  policies: {timeouts: {short: 1s, DefaultTimeoutPolicy: 5s}, retries: {DefaultRetryPolicy: {}}, limits: {few: {maxInFlight: 1}}}\n"
            + $"  targets:\n    apps:\n      {entry}\n")).PlanOf("a");

        Assert.Equal((isNamed, timeout, retry), (plan.IsNamed, plan.Policy.Timeout?.Name, plan.Policy.Retry?.Name));
        Assert.Equal(entry.Contains("few", StringComparison.Ordinal), plan.Limit is not null);
    }

    [Theory]
    [InlineData("DefaultAppLimitPolicy: {maxInFlight: 1}, DefaultLimitPolicy: {maxInFlight: 2}", 1)]
    [InlineData("DefaultLimitPolicy: {maxInFlight: 2}", 2)]
    public async Task DefaultsOfOurOwn_HoldForEveryKeyThatIsNotNamed(string limits, int expected)
    {
        var snapshot = await SnapshotAsync(
            Head + "  policies:\n    limits: {few: {maxInFlight: 7}, " + limits + "}\n"
            + "    loadBalancers: {DefaultLoadBalancerPolicy: {policy: peakEwma}}\n    outlierDetections: {DefaultAppOutlierDetectionPolicy: {consecutiveFailures: 9}}\n"
            + "  targets: {apps: {a: {timeout: \"\"}, b: {limit: few}}}\n");

        Assert.Equal((expected, expected, 7), (snapshot.DefaultService.Limit!.MaxInFlight, snapshot.PlanOf("a").Limit!.MaxInFlight, snapshot.PlanOf("b").Limit!.MaxInFlight));
        Assert.All(["a", "b", "c"], target => Assert.Equal((BalanceMethod.PeakEwma, 9), (snapshot.PlanOf(target).Balance.Method, snapshot.PlanOf(target).Ejection.ConsecutiveFailures)));
    }

    [Theory]
    [InlineData("bus: {outbound: {timeout: short}}", "short", null)]
    [InlineData("bus: {inbound: {timeout: short}}", null, "short")]
    [InlineData("bus: {}", null, null)]
    [InlineData("other: {}", "DefaultTimeoutPolicy", "DefaultTimeoutPolicy")]
    public async Task EntryOfAComponent_TakesTheDefaultsOfBothSidesAway(string entry, string? outbound, string? inbound)
    {
        var bus = (await SnapshotAsync(Head + $"  policies: {{timeouts: {{short: 1s, DefaultTimeoutPolicy: 5s}}}}\n  targets: {{components: {{{entry}}}}}\n")).PubSubs["bus"];

        Assert.Equal((outbound, inbound), (bus.Outbound.Timeout?.Name, bus.Inbound.Timeout?.Name));
    }

    [Theory]
    [InlineData("{duration: 250ms, maxRetries: 5}", 5, 250)]
    [InlineData("{duration: 2s, maxRetries: 1}", 3, 2000)]
    [InlineData("{duration: 2s, maxRetries: -1}", 3, 2000)]
    public async Task BuiltInRetry_CanBeWrittenAnew(string written, int retries, int pauseMs)
    {
        var snapshot = await SnapshotAsync(Head + $"  policies: {{retries: {{DaprBuiltInServiceRetries: {written}}}}}\n");

        Assert.Equal(new RetryPlan("DaprBuiltInServiceRetries", retries, TimeSpan.FromMilliseconds(pauseMs)), snapshot.DefaultService.BuiltInRetry);
        Assert.Null(snapshot.DefaultService.Policy.Retry);
    }

    [Fact]
    public async Task BuiltInRetries_CanBeNamedByTargets()
    {
        var snapshot = await SnapshotAsync(
            Head + "  policies: {retries: {DaprBuiltInActorNotFoundRetries: {maxRetries: 9}}}\n"
            + "  targets: {apps: {a: {retry: DaprBuiltInActorNotFoundRetries}, b: {retry: DaprBuiltInInitializationRetries}}}\n");

        Assert.Equal(5, snapshot.PlanOf("a").Policy.Retry!.MaxRetries);
        Assert.Equal(TimeSpan.FromSeconds(10), snapshot.PlanOf("b").Policy.Retry!.MaxElapsed);
    }

    [Fact]
    public async Task SeveralFiles_AreOneSet_TheLaterOfANameCounts()
    {
        var snapshot = await SnapshotAsync(
            Head + "  policies: {timeouts: {short: 1s, long: 9s}, limits: {few: {maxInFlight: 1}}}\n"
            + "  targets: {apps: {a: {timeout: short, limit: few}, b: {timeout: long}}}\n---\n" + Head + "  targets: {apps: {c: {timeout: short}, b: {limit: few}}}\n",
            Head + "  policies: {timeouts: {short: 2s}}\n  targets: {apps: {a: {timeout: long}}}\n");

        Assert.Equal(("long", "long", "short"), (Name("a"), Name("b"), Name("c")));
        Assert.Equal((true, true, false), (snapshot.PlanOf("a").Limit is not null, snapshot.PlanOf("b").Limit is not null, snapshot.PlanOf("c").Limit is not null));
        Assert.Equal(TimeSpan.FromSeconds(2), snapshot.PlanOf("c").Policy.Timeout!.Limit);

        string? Name(string target) => snapshot.PlanOf(target).Policy.Timeout?.Name;
    }

    [Fact]
    public async Task EveryPlan_NamesTheDocumentReadLast()
    {
        var snapshot = await SnapshotAsync(
            Head + "  targets: {apps: {a: {}}, components: {bus: {}}}\n",
            Head.Replace("name: r", "name: last") + "  policies: {}\n",
            Head.Replace("name: r", "name: foreign") + "  policies: {}\nscopes: [billing]\n");

        Assert.All(
            [snapshot.DefaultService.Policy, snapshot.PlanOf("a").Policy, snapshot.PubSubs["bus"].Outbound, snapshot.PubSubs["bus"].Inbound],
            plan => Assert.Equal("last", plan.Resource));
    }

    [Theory]
    [InlineData("", "", 1)]
    [InlineData("scopes: [billing]\n", "", 0)]
    [InlineData("scopes: [billing, orders]\n", "", 1)]
    [InlineData("scopes: [Orders]\n", "", 0)]
    [InlineData("", "namespace: elsewhere", 1)]
    public async Task ResiliencyOfAnotherApp_IsNotLoaded(string scopes, string metadata, int count) => Assert.Equal(
        count,
        (await SnapshotAsync(Head.Replace("{name: r}", $"{{name: r, {metadata}}}") + "  targets: {apps: {a: {}}}\n" + scopes)).Services.Count);

    [Fact]
    public async Task EqualText_MakesEqualPlans()
    {
        const string Text = Head + "  policies: {circuitBreakers: {guard: {trip: consecutiveFailures > 2}}, retries: {again: {matching: {httpStatusCodes: 500-599}}}}\n"
            + "  targets: {apps: {a: {circuitBreaker: guard, retry: again}}}\n";
        var (one, two, other) = (await SnapshotAsync(Text), await SnapshotAsync(Text), await SnapshotAsync(Text.Replace("> 2", "> 3")));

        Assert.Equal(one.PlanOf("a"), two.PlanOf("a"));
        Assert.NotEqual(one.PlanOf("a"), other.PlanOf("a"));
    }

    private static async Task<MeshSnapshot> SnapshotAsync(params string[] files)
    {
        await using var bench = new Bench().Resource("bus.yaml", "apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata: {name: bus}\nspec: {type: pubsub.fake, version: v1}\n");
        for (var i = 0; i < files.Length; i++)
        {
            bench.Resource($"r{i}.yaml", files[i]);
        }

        return (await bench.LoadAsync()).Snapshot;
    }
}
