using System.Collections.Concurrent;
using MeshRuntime.DataPlane.Resilience;
using MeshRuntime.DataPlane.Snapshots;
using MeshRuntime.DataPlane.Telemetry;

namespace MeshRuntime.DataPlane.Outbound;

/// <summary>The policies around calls to one service, in each way that callers write its name: <c>orders</c> may have other ones than <c>orders.prod</c>.</summary>
internal sealed class TargetPolicies(Policies policies)
{
    // Two ways to write one name at most, so it needs no limit.
    private readonly ConcurrentDictionary<string, TargetScope> _scopes = new(StringComparer.Ordinal);

    /// <summary>What holds for a target under a plan. Breakers stay as long as their own plan does, whatever else a reload brings.</summary>
    public TargetScope Find(string target, ServicePlan plan) =>
        _scopes.TryGetValue(target, out var known) && ReferenceEquals(known.Plan, plan) ? known : Renew(target, plan, known);

    private TargetScope Renew(string target, ServicePlan plan, TargetScope? old)
    {
        var name = $"app_{target}";
        var configured = policies.Scope(plan.Policy, target, PolicyLabels.Outbound, name);
        var builtIn = new PolicyScope(new PolicyPlan { Retry = plan.BuiltInRetry }, target); // nobody's policy, and counted nowhere (Dapr)
        var breakers = plan.Policy.Breaker is not { } breaker ? null
            : old?.Breakers is { } kept && kept.Plan == breaker && kept.Size == plan.BreakerCacheSize ? kept
            : new BreakerTable(breaker, plan.BreakerCacheSize, method => policies.Breaker(breaker, $"{target}:{method[1..]}", configured));

        if (old?.Breakers is not null && old.Breakers != breakers)
        {
            old.Configured.Forgotten();
        }

        // Race: two calls, one with the plan before the reload, may change it to and fro. They share the breakers, or the last one's are kept.
        return _scopes[target] = new TargetScope(plan, configured, builtIn, breakers);
    }
}
