using System.Collections.Frozen;

namespace MeshRuntime.DataPlane.Snapshots;

/// <summary>Which topics of one broker our app may publish to and subscribe to (Dapr's topic scopes). Names are compared by case, without patterns.</summary>
public sealed record TopicScopes
{
    /// <summary>Nothing is restricted.</summary>
    public static TopicScopes Open { get; } = new();

    /// <summary>The only topics there are, for any app; empty: every topic.</summary>
    public FrozenSet<string> Allowed { get; init; } = FrozenSet<string>.Empty;

    /// <summary>Topics that an app may use only when it is named for them.</summary>
    public FrozenSet<string> Protected { get; init; } = FrozenSet<string>.Empty;

    /// <summary>What our app may publish to; empty when it is not named.</summary>
    public FrozenSet<string> Publishing { get; init; } = FrozenSet<string>.Empty;

    /// <summary>What our app may subscribe to; empty when it is not named.</summary>
    public FrozenSet<string> Subscribing { get; init; } = FrozenSet<string>.Empty;

    /// <summary>True when our app may publish to a topic, named without prefix.</summary>
    public bool AllowsPublish(string topic) => Allows(topic, Publishing);

    /// <summary>True when our app may subscribe to a topic, named without prefix.</summary>
    public bool AllowsSubscribe(string topic) => Allows(topic, Subscribing);

    private bool Allows(string topic, FrozenSet<string> own) =>
        (Allowed.Count == 0 || Allowed.Contains(topic)) && ((own.Count == 0 && !Protected.Contains(topic)) || own.Contains(topic));
}
