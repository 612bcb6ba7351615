using MeshRuntime.ControlPlane.Yaml;
using MeshRuntime.DataPlane.Snapshots;

namespace MeshRuntime.ControlPlane.Resources;

/// <summary>A subscription as written, in either of its two API versions.</summary>
internal sealed record SubscriptionResource
{
    public required string Name { get; init; }

    /// <summary>The name of the pubsub component; it need not be loaded.</summary>
    public required string PubSub { get; init; }

    public required string Topic { get; init; }

    /// <summary>Those with a condition in their order, then the one for everything else, if there is one.</summary>
    public IReadOnlyList<TopicRule> Rules { get; init; } = [];

    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    public string DeadLetterTopic { get; init; } = "";

    /// <summary>Null when messages are delivered one by one.</summary>
    public BulkSubscribePlan? Bulk { get; init; }

    /// <summary>The app ids that load it; empty means all.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    public required Place Place { get; init; }

    /// <summary>Where <c>spec.pubsubname</c> and <c>spec.topic</c> stand; problems with them point there.</summary>
    public required Place PubSubPlace { get; init; }

    public required Place TopicPlace { get; init; }

    /// <summary>Equal for equal content.</summary>
    public required string Fingerprint { get; init; }
}
