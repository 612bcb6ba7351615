using System.Collections.Frozen;
using MeshRuntime.DataPlane.Snapshots;

namespace MeshRuntime.Tests.Kit;

/// <summary>Snapshots that hold brokers, for tests.</summary>
internal static class Brokers
{
    /// <summary>Puts brokers and subscriptions in force.</summary>
    public static SnapshotCell With(this SnapshotCell cell, IReadOnlyList<PubSubPlan> brokers, params SubscriptionPlan[] subscriptions)
    {
        cell.Swap(new MeshSnapshot { PubSubs = brokers.ToFrozenDictionary(plan => plan.Name), Subscriptions = subscriptions });
        return cell;
    }

    /// <summary>The plan of a subscription to "orders" on "pubsub"; each pair of a rule is a condition and a path.</summary>
    public static SubscriptionPlan Orders(params (string Match, string Path)[] rules) => new("pubsub", "orders", SubscriptionOrigin.Declarative)
    {
        Rules = [.. (rules.Length == 0 ? [("", "/orders")] : rules).Select(rule => TopicRule.TryCreate(rule.Match, rule.Path, out _)!)],
    };
}
