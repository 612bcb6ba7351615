namespace MeshRuntime.Abstractions.PubSub;

/// <summary>What is subscribed to.</summary>
/// <param name="Topic">The topic on the broker; a pattern where the component has <see cref="PubSubCapability.SubscribeWildcards"/>.</param>
/// <param name="Metadata">The subscription's own metadata, such as RabbitMQ's <c>queueType</c>. A component ignores names that it does not know.</param>
public sealed record TopicSubscription(string Topic, IReadOnlyDictionary<string, string> Metadata);
