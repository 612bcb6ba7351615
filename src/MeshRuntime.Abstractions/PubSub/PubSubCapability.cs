namespace MeshRuntime.Abstractions.PubSub;

/// <summary>What a broker can do beyond its kind's minimum, in Dapr's words (<see cref="Components.IComponent.Capabilities"/>).</summary>
public static class PubSubCapability
{
    /// <summary>It forgets messages by itself when their <c>ttlInSeconds</c> has passed; the CloudEvent then carries no <c>expiration</c>.</summary>
    public const string MessageTtl = "MESSAGE_TTL";

    /// <summary>Topics of subscriptions may be patterns.</summary>
    public const string SubscribeWildcards = "SUBSCRIBE_WILDCARDS";

    /// <summary>It takes many messages in one step: it is an <see cref="IBulkPublisher"/>.</summary>
    public const string BulkPublish = "BULK_PUBSUB";
}
