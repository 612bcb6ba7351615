using System.Collections.Concurrent;
using MeshRuntime.DataPlane.Resilience;
using MeshRuntime.DataPlane.Snapshots;
using MeshRuntime.DataPlane.Telemetry;

namespace MeshRuntime.DataPlane.Messaging;

/// <summary>
/// The policies around brokers. A component has one breaker for both directions, made by the plan of the one that is used first (Dapr); it stays as long as
/// one of them has an equal plan.
/// </summary>
internal sealed class ComponentPolicies(Policies policies)
{
    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>The loop.</summary>
    public PolicyRunner Runner => policies.Runner;

    /// <summary>What surrounds a publish.</summary>
    public ComponentScope Outbound(PubSubPlan plan)
    {
        var entry = Find(plan);
        return new ComponentScope(entry.Outbound, BreakerOf(entry, plan, entry.Outbound));
    }

    /// <summary>What surrounds a delivery.</summary>
    public ComponentScope Inbound(PubSubPlan plan)
    {
        var entry = Find(plan);
        return new ComponentScope(entry.Inbound, BreakerOf(entry, plan, entry.Inbound));
    }

    private Entry Find(PubSubPlan plan) =>
        _entries.TryGetValue(plan.Name, out var known) && ReferenceEquals(known.Plan, plan) ? known : Renew(plan, known);

    // Race: two operations renew it at once; each makes an equal one, and the last one is kept.
    private Entry Renew(PubSubPlan plan, Entry? old)
    {
        var target = $"Pubsub_{plan.Name}";
        return _entries[plan.Name] = new Entry(
            plan,
            policies.Scope(plan.Outbound, $"component[{plan.Name}] output", PolicyLabels.Outbound, target),
            policies.Scope(plan.Inbound, $"component[{plan.Name}] input", PolicyLabels.Inbound, target))
        {
            Breaker = old?.Breaker is { } kept && (kept.Plan == plan.Outbound.Breaker || kept.Plan == plan.Inbound.Breaker) ? kept : null,
        };
    }

    private Breaker? BreakerOf(Entry entry, PubSubPlan plan, PolicyScope scope)
    {
        if (scope.Plan.Breaker is not { } asked)
        {
            return null;
        }

        // Race: both directions come first. The one that gets here first wins.
        lock (entry)
        {
            return entry.Breaker ??= policies.Breaker(asked, plan.Name, scope);
        }
    }

    private sealed class Entry(PubSubPlan plan, PolicyScope outbound, PolicyScope inbound)
    {
        public PubSubPlan Plan => plan;

        public PolicyScope Outbound => outbound;

        public PolicyScope Inbound => inbound;

        public Breaker? Breaker { get; set; }
    }
}
