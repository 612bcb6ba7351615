using System.Collections.Immutable;

namespace MeshRuntime.DataPlane.Snapshots;

/// <summary>One topic that our app wants, and what is to be done with its messages.</summary>
/// <param name="PubSub">The name of the broker's component, which may not be loaded (yet).</param>
/// <param name="Topic">The topic, without prefix.</param>
/// <param name="Origin">Who asked for it.</param>
public sealed record SubscriptionPlan(string PubSub, string Topic, SubscriptionOrigin Origin)
{
    /// <summary>Where messages go: the first rule that matches. Without any, every message is unmatched.</summary>
    public ImmutableArray<TopicRule> Rules { get; init; } = [];

    /// <summary>What the broker is told beside the topic; <c>rawPayload</c> is read by the sidecar too.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The topic of the same broker that takes what could not be delivered; empty: none.</summary>
    public string DeadLetterTopic { get; init; } = "";

    /// <summary>How messages are gathered before they go to the app; null: each by itself.</summary>
    public BulkSubscribePlan? Bulk { get; init; }

    // Two loads of the same files make equal plans: a reload leaves alone what did not change.

    /// <inheritdoc/>
    public bool Equals(SubscriptionPlan? other) =>
        other is not null
        && (PubSub, Topic, Origin, DeadLetterTopic, Bulk) == (other.PubSub, other.Topic, other.Origin, other.DeadLetterTopic, other.Bulk)
        && Rules.AsSpan().SequenceEqual(other.Rules.AsSpan())
        && Metadata.Count == other.Metadata.Count
        && Metadata.All(pair => other.Metadata.TryGetValue(pair.Key, out var value) && value == pair.Value);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(PubSub, Topic, Origin);
}
