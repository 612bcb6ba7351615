using Microsoft.AspNetCore.Builder;

namespace MeshRuntime.AspNetCore;

/// <summary>Subscribes endpoints that are there already.</summary>
public static class TopicConventions
{
    /// <summary>
    /// Subscribes an endpoint to a topic, as <see cref="TopicAttribute"/> does, and lets only the sidecar through where the app has a token. List the subscriptions with
    /// <c>app.MapMeshSubscriptions()</c>, and unwrap events with <c>app.UseCloudEvents()</c>.
    /// </summary>
    /// <param name="endpoint">An endpoint that answers POST, at a route without parameters.</param>
    /// <param name="pubsub">The pub/sub component.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="options">The terms. Null: the defaults.</param>
    public static TBuilder WithTopic<TBuilder>(this TBuilder endpoint, string pubsub, string topic, TopicOptions? options = null)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentException.ThrowIfNullOrEmpty(pubsub);
        ArgumentException.ThrowIfNullOrEmpty(topic);
        return endpoint.WithMetadata(new TopicSubscription(pubsub, topic, options ?? new TopicOptions())).RequireAppToken();
    }
}
