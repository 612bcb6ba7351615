using System.Text.Json.Serialization.Metadata;
using MeshRuntime.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace MeshRuntime.AspNetCore;

/// <summary>Handles the messages of topics.</summary>
public static class TopicEndpoints
{
    /// <summary>
    /// Subscribes to a topic. When <paramref name="handler"/> completes the message is done with; when it throws, the message comes again, as the sidecar's
    /// policy and the broker have it. The first call also maps the list of subscriptions, unless it is made on a group of routes.
    /// </summary>
    /// <typeparam name="T">The type of the data.</typeparam>
    /// <param name="endpoints">The app, or a group of routes.</param>
    /// <param name="pubsub">The pub/sub component.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="handler">Called for each message, for several at once. The token ends when the sidecar gives up waiting.</param>
    /// <param name="options">The terms. Null: the defaults.</param>
    /// <param name="data">How the data is read from JSON. Null: as <c>ConfigureHttpJsonOptions</c> says.</param>
    /// <exception cref="InvalidOperationException"><c>AddMesh()</c> was not called, or <typeparamref name="T"/> has no JSON contract.</exception>
    public static IEndpointConventionBuilder MapTopic<T>(
        this IEndpointRouteBuilder endpoints, string pubsub, string topic, Func<TopicEvent<T>, CancellationToken, Task> handler, TopicOptions? options = null,
        JsonTypeInfo<T>? data = null)
    {
        ArgumentNullException.ThrowIfNull(handler);
        Func<TopicEvent<T>, CancellationToken, Task<EventOutcome>> succeed = async (received, cancellation) =>
        {
            await handler(received, cancellation).ConfigureAwait(false);
            return EventOutcome.Success;
        };
        return endpoints.MapTopic(pubsub, topic, succeed, options, data);
    }

    /// <summary>
    /// Subscribes to a topic with a handler that says what becomes of each message. When it throws, the message comes again, as the sidecar's policy and the broker have
    /// it. The first call also maps the list of subscriptions, unless it is made on a group of routes.
    /// </summary>
    /// <typeparam name="T">The type of the data.</typeparam>
    /// <param name="endpoints">The app, or a group of routes.</param>
    /// <param name="pubsub">The pub/sub component.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="handler">Called for each message, for several at once. The token ends when the sidecar gives up waiting.</param>
    /// <param name="options">The terms. Null: the defaults.</param>
    /// <param name="data">How the data is read from JSON. Null: as <c>ConfigureHttpJsonOptions</c> says.</param>
    /// <exception cref="InvalidOperationException"><c>AddMesh()</c> was not called, or <typeparamref name="T"/> has no JSON contract.</exception>
    public static IEndpointConventionBuilder MapTopic<T>(
        this IEndpointRouteBuilder endpoints, string pubsub, string topic, Func<TopicEvent<T>, CancellationToken, Task<EventOutcome>> handler, TopicOptions? options = null,
        JsonTypeInfo<T>? data = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentException.ThrowIfNullOrEmpty(pubsub);
        ArgumentException.ThrowIfNullOrEmpty(topic);
        ArgumentNullException.ThrowIfNull(handler);
        var mesh = MeshServer.Of(endpoints.ServiceProvider);
        var endpoint = new TopicEndpoint<T>(new EventReader<T>(data ?? mesh.Json.TypeInfo<T>()), handler, mesh.Logger);
        if (endpoints is not RouteGroupBuilder)
        {
            endpoints.MapMeshSubscriptions();
        }

        options ??= new TopicOptions();
        return endpoints.MapPost(options.Route ?? mesh.UniqueRoute($"/topics/{Plain(pubsub)}/{Plain(topic)}"), endpoint.HandleAsync)
            .WithDisplayName($"topic {pubsub}/{topic}")
            .WithMetadata(new TopicSubscription(pubsub, topic, options) { ReadsEnvelope = true }, new TagsAttribute("topics"))
            .RequireAppToken();
    }

    /// <summary>
    /// Maps <c>GET /dapr/subscribe</c>, where the sidecar asks once for the app's subscriptions. Needed for <see cref="TopicAttribute"/> and <c>WithTopic</c>;
    /// <c>MapTopic</c> has done it already. A second call changes nothing.
    /// </summary>
    /// <param name="endpoints">The app: the path is fixed, so no group.</param>
    /// <exception cref="InvalidOperationException"><c>AddMesh()</c> was not called.</exception>
    public static IEndpointConventionBuilder MapMeshSubscriptions(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var mesh = MeshServer.Of(endpoints.ServiceProvider);
        return mesh.Subscriptions ??= endpoints.MapGet("/dapr/subscribe", SubscriptionList.AnswerAsync)
            .WithDisplayName("the mesh's subscriptions")
            .ExcludeFromDescription()
            .RequireAppToken();
    }

    // A topic may be named anything, also a pattern; the route is a name only.
    private static string Plain(string name) => string.Create(name.Length, name, static (plain, name) =>
    {
        for (var i = 0; i < name.Length; i++)
        {
            plain[i] = char.IsAsciiLetterOrDigit(name[i]) || name[i] is '-' or '_' or '.' ? name[i] : '_';
        }
    });
}
