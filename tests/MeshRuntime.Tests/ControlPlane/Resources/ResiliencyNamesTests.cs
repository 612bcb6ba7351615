using MeshRuntime.Tests.ControlPlane.Kit;

namespace MeshRuntime.Tests.ControlPlane.Resources;

/// <summary>Names that lead nowhere, names that are taken already, and names that mean something by themselves.</summary>
public sealed class ResiliencyNamesTests
{
    private const string Head = "apiVersion: dapr.io/v1alpha1\nkind: Resiliency\nmetadata: {name: r}\nspec:\n";
    private const string Policies = "  policies: {timeouts: {short: 1s, long: 9s}, retries: {again: {}}, circuitBreakers: {guard: {}}, limits: {few: {maxInFlight: 2}}}\n";

    public static TheoryData<string, string> Targets => new()
    {
        { "apps: {a: {timeout: short, retry: again, circuitBreaker: guard, limit: few}}", "" },
        { "apps: {a: {retry: DaprBuiltInServiceRetries}}", "" },
        { "apps: {a: {timeout: \"\"}}", "" },
        { "apps: {a: {timeout: shrot}}", "warning: spec.targets.apps.a.timeout: there is no timeout \"shrot\": the target has none; did you mean \"short\"?" },
        { "apps: {a: {timeout: again}}", "warning: spec.targets.apps.a.timeout: there is no timeout \"again\": the target has none; known are long, short" },
        { "apps: {a: {retry: Again}}", "warning: spec.targets.apps.a.retry: there is no retry \"Again\": the target has none; did you mean \"again\"?" },
        { "apps: {a: {circuitBreaker: x}}", "warning: spec.targets.apps.a.circuitBreaker: there is no circuit breaker \"x\": the target has none; known are guard" },
        { "apps: {a: {limit: x}}", "error: spec.targets.apps.a.limit: there is no limit \"x\": the target has none; known are few" },
        { "apps: {a: {loadBalancer: x}}", "error: spec.targets.apps.a.loadBalancer: there is no load balancer \"x\": the target has none; no load balancer is written" },
        { "apps: {a: {outlierDetection: x}}", "error: spec.targets.apps.a.outlierDetection: there is no outlier detection \"x\": the target has none; no outlier detection is written" },
        { "apps: {a: {timeOut: short, retrys: again}}", "warning: spec.targets.apps.a.retrys: is an unknown key; did you mean \"retry\"?" },
        { "apps: {a: {limits: few}}", "error: spec.targets.apps.a.limits: is an unknown key; did you mean \"limit\"?" },
        { "apps: {a: {circuitBreakerCacheSize: -1}}", "error: spec.targets.apps.a.circuitBreakerCacheSize: \"-1\" is too small; write one of at least 0" },
        { "components: {bus: {outbound: {retry: again}, inbound: {timeout: x}}}", "warning: spec.targets.components.bus.inbound.timeout: there is no timeout \"x\": the target has none; known are long, short" },
        { "components: {bus: {retry: again}}", "warning: spec.targets.components.bus.retry: is an unknown key; known here: outbound, inbound" },
        { "components: {unknown: {outbound: {retry: again}}}", "warning: spec.targets.components.unknown: there is no component \"unknown\": nothing is guarded by this; this app has store, bus" },
        { "components: {stroe: {outbound: {retry: again}}}", "warning: spec.targets.components.stroe: there is no component \"stroe\": nothing is guarded by this; did you mean \"store\"?" },
        { "components: {theirs: {outbound: {retry: again}}}", "" },
        { "components: {store: {outbound: {retry: again}}}", "warning: spec.targets.components.store: has no effect in this version: store (state.fake/v1) is no pubsub component; it may stay; what it asks for is not done" },
    };

    /// <summary>Policies that cannot be read, and the one thing that is said of each, whatever names it.</summary>
    public static TheoryData<string, string> Unread => new()
    {
        { "{timeouts: {t: 5x}}", "timeouts.t: \"5x\" is not a duration from 0s to 720h; write one such as 1m30s or 250ms; a bare number counts milliseconds" },
        { "{timeouts: {t: }}", "timeouts.t: is missing; write a duration, such as 5s" },
        { "{timeouts: [t]}", "timeouts: is not a mapping; write keys and values below it" },
        { "{retries: {r: 3}}", "retries.r: is not a mapping; write keys and values below it" },
        { "{circuitBreakers: {c: 3}}", "circuitBreakers.c: is not a mapping; write keys and values below it" },
        { "{limits: {l: {maxInFlight: many}}}", "limits.l.maxInFlight: \"many\" is no whole number; write one of at least 1" },
        { "{loadBalancers: {b: 3}}", "loadBalancers.b: is not a mapping; write keys and values below it" },
        { "{outlierDetections: {o: 3}}", "outlierDetections.o: is not a mapping; write keys and values below it" },
    };

    public static TheoryData<string, string> Actors => new()
    {
        { "{timeout: short}", "" },
        { "{circuitBreaker: guard, circuitBreakerScope: id, circuitBreakerCacheSize: 10}", "" },
        { "{circuitBreaker: guard}", "error: spec.targets.actors.cart.circuitBreakerScope: is missing; write type, id or both" },
        { "{circuitBreakerScope: all}", "error: spec.targets.actors.cart.circuitBreakerScope: \"all\" is no scope of a breaker; write type, id or both" },
        { "{retry: x}", "warning: spec.targets.actors.cart.retry: there is no retry \"x\": the target has none; known are again" },
    };

    public static TheoryData<string, string> SpecialNames => new()
    {
        { "retries: {DefaultAppRetryPolicy: {}, DefaultStatestoreComponentOutboundRetryPolicy: {}, DefaultActorRetryPolicy: {}, DefaultComponentRetryPolicy: {}}", "" },
        { "retries: {DefaultAppRetriesPolicy: {}}", "warning: spec.policies.retries.DefaultAppRetriesPolicy: is neither the name of a default policy nor named by a target: it has no effect; did you mean \"DefaultAppRetryPolicy\"?" },
        { "timeouts: {DefaultAppRetryPolicy: 5s}", "warning: spec.policies.timeouts.DefaultAppRetryPolicy: is neither the name of a default policy nor named by a target: it has no effect; did you mean \"DefaultAppTimeoutPolicy\"?" },
        { "limits: {DefaultComponentLimitPolicy: {maxInFlight: 1}}", "warning: spec.policies.limits.DefaultComponentLimitPolicy: is neither the name of a default policy nor named by a target: it has no effect; did you mean \"DefaultAppLimitPolicy\"?" },
        { "retries: {DaprBuiltInServiceRetries: {maxRetries: 3}}", "" },
        { "retries: {DaprBuiltInServiceRetries: {maxRetries: 2}}", "warning: spec.policies.retries.DaprBuiltInServiceRetries.maxRetries: a built-in retry has at least 3: 2 becomes 3; write 3 or more" },
        { "retries: {DaprBuiltInServiceRetries: {duration: 2s}}", "warning: spec.policies.retries.DaprBuiltInServiceRetries.maxRetries: a built-in retry has at least 3: unlimited becomes 3; write 3 or more" },
        { "retries: {DaprBuiltInServiceRetry: {maxRetries: 5}}", "warning: spec.policies.retries.DaprBuiltInServiceRetry: is neither the name of a default policy nor named by a target: it has no effect; did you mean \"DaprBuiltInServiceRetries\"?" },
        { "retries: {DaprBuiltInActorNotFoundRetries: {maxRetries: 9}}", "warning: spec.policies.retries.DaprBuiltInActorNotFoundRetries: cannot be changed: the built-in one stays; remove it" },
        { "retries: {DaprBuiltInActorRetries: {maxRetries: 9}}", "warning: spec.policies.retries.DaprBuiltInActorRetries: has no effect by itself in this version: nothing is repeated by it unless a target names it; it may stay" },
    };

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task NameInATarget_IsFoundOrAnswered(string targets, string expected) =>
        Assert.Equal(expected, await ProblemsAsync(Head + Policies + $"  targets: {{{targets}}}\n"));

    [Theory]
    [MemberData(nameof(Unread))]
    public async Task PolicyThatCannotBeRead_IsNotCalledMissingToo(string policies, string expected)
    {
        var target = policies[1] switch { 't' => "timeout: t", 'r' => "retry: r", 'c' => "circuitBreaker: c", 'o' => "outlierDetection: o", _ => policies[2] == 'i' ? "limit: l" : "loadBalancer: b" };

        Assert.Equal("error: spec.policies." + expected, await ProblemsAsync(Head + $"  policies: {policies}\n  targets: {{apps: {{a: {{{target}}}}}}}\n"));
    }

    [Fact]
    public async Task PoliciesThatCannotBeRead_AreNotCalledMissingToo() => Assert.Equal(
        "error: spec.policies: is not a mapping; write keys and values below it",
        await ProblemsAsync(Head + "  policies: [t]\n  targets: {apps: {a: {timeout: t, retry: r, circuitBreaker: c, limit: l}}}\n"));

    [Fact]
    public async Task ComponentThatCannotBeRead_IsNotCalledMissingToo()
    {
        await using var bench = new Bench()
            .Resource("b.yaml", "apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata: {name: bus}\nspec: {version: v1}\n")
            .Resource("r.yaml", Head + Policies + "  targets: {components: {bus: {outbound: {retry: again}}}}\n");

        Assert.StartsWith("resources/b.yaml:4: error: spec.type: is missing", Assert.Single(await bench.ProblemsAsync()), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Actors))]
    public async Task ActorTarget_IsCheckedToo(string written, string expected)
    {
        var problems = (await ProblemsAsync(Head + Policies + $"  targets: {{actors: {{cart: {written}}}}}\n")).Split('\n').ToList();

        Assert.True(problems.Remove("warning: spec.targets.actors: have no effect in this version: there are no actors yet; they may stay"));
        Assert.Equal(expected, string.Join('\n', problems));
    }

    [Theory]
    [MemberData(nameof(SpecialNames))]
    public async Task NameThatMeansSomething_IsKnown(string policies, string expected) =>
        Assert.Equal(expected, await ProblemsAsync(Head + $"  policies: {{{policies}}}\n"));

    [Fact]
    public async Task NameTakenByATarget_MayLookLikeADefault() =>
        Assert.Equal("", await ProblemsAsync(Head + "  policies: {timeouts: {DefaultOfMine: 1s}}\n  targets: {apps: {a: {timeout: DefaultOfMine}}}\n"));

    [Fact]
    public async Task NameWrittenTwice_TheEarlierIsToldOf()
    {
        await using var bench = new Bench()
            .Resource("a.yaml", Head + "  policies:\n    timeouts: {short: 1s}\n    retries: {again: {}}\n  targets:\n    apps:\n      a: {timeout: short}\n      b: {timeout: short}\n")
            .Resource("b.yaml", Head + "  policies:\n    timeouts: {short: 2s}\n    limits: {few: {maxInFlight: 1}}\n  targets:\n    apps:\n      a: {retry: again}\n      b: {limit: few}\n");

        Assert.Equal(
            [
                "resources/a.yaml:6: warning: spec.policies.timeouts.short: is replaced by that of the same name at resources/b.yaml:6; rename one, or keep one",
                "resources/a.yaml:10: warning: spec.targets.apps.a: is replaced by that of the same name at resources/b.yaml:10; rename one, or keep one",
            ],
            (await bench.ProblemsAsync()).Select(problem => problem.Replace(bench.File(""), "")));
    }

    private static async Task<string> ProblemsAsync(string text)
    {
        await using var bench = new Bench()
            .Resource("s.yaml", "apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata: {name: store}\nspec: {type: state.fake, version: v1}\n")
            .Resource("t.yaml", "apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata: {name: bus}\nspec: {type: pubsub.fake, version: v1}\n")
            .Resource("u.yaml", "apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata: {name: theirs}\nspec: {type: pubsub.fake, version: v1}\nscopes: [another]\n")
            .Resource("r.yaml", text);
        return string.Join('\n', (await bench.ProblemsAsync()).Select(problem => problem[(problem.IndexOf(": ", StringComparison.Ordinal) + 2)..]));
    }
}
