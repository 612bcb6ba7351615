namespace MeshRuntime.AspNetCore;

/// <summary>
/// Subscribes an endpoint to a topic: an action of a controller, or the handler of a minimal API. With <c>app.UseCloudEvents()</c> the endpoint
/// receives the data of the event as its body. List the subscriptions with <c>app.MapMeshSubscriptions()</c>. An app with a token adds <c>RequireAppToken()</c> to it, such as
/// <c>app.MapControllers().RequireAppToken()</c>.
/// </summary>
/// <param name="pubsub">The pub/sub component.</param>
/// <param name="topic">The topic.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class, AllowMultiple = true)]
public sealed class TopicAttribute(string pubsub, string topic) : Attribute
{
    /// <summary>The pub/sub component.</summary>
    public string PubSub { get; } = pubsub;

    /// <summary>The topic.</summary>
    public string Topic { get; } = topic;

    /// <summary>Which messages come here, as a CEL expression over <c>event</c>. Default null: those that no other endpoint of the topic takes.</summary>
    public new string? Match { get; init; }

    /// <summary>Which of several endpoints with a <see cref="Match"/> is asked first: the one with the lowest number. Default: 0.</summary>
    public int Priority { get; init; }

    /// <summary>Where messages go that are dropped, or failed for the last time. Default null: nowhere, they are lost.</summary>
    public string? DeadLetterTopic { get; init; }

    /// <summary>Whether the topic carries plain bytes instead of CloudEvents. Default: false.</summary>
    public bool RawPayload { get; init; }

    internal TopicSubscription ToSubscription() => new(
        PubSub, Topic, new TopicOptions { Match = Match, Priority = Priority, DeadLetterTopic = DeadLetterTopic, RawPayload = RawPayload });
}
