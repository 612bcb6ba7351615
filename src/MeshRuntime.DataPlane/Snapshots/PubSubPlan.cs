using MeshRuntime.Abstractions.PubSub;

namespace MeshRuntime.DataPlane.Snapshots;

/// <summary>One broker as messages meet it.</summary>
/// <param name="Name"><c>metadata.name</c> of its component.</param>
/// <param name="Component">The running component.</param>
public sealed record PubSubPlan(string Name, IPubSub Component)
{
    /// <summary>Which topics our app may use.</summary>
    public TopicScopes Scopes { get; init; } = TopicScopes.Open;

    /// <summary>What stands before each topic on the broker; empty unless a metadata value of the component names <c>{namespace}</c> (Dapr).</summary>
    public string TopicPrefix { get; init; } = "";

    /// <summary>True when the broker forgets messages by itself: their events then carry no <c>expiration</c>.</summary>
    public bool HasMessageTtl { get; init; }

    /// <summary>What surrounds a publish.</summary>
    public PolicyPlan Outbound { get; init; } = PolicyPlan.None;

    /// <summary>What surrounds a delivery to the app.</summary>
    public PolicyPlan Inbound { get; init; } = PolicyPlan.None;
}
