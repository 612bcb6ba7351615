namespace MeshRuntime.AspNetCore;

/// <summary>A message of a topic: its data and the attributes of its CloudEvent.</summary>
/// <typeparam name="T">
/// The type of the data. <c>string</c> and <c>byte[]</c> take any data; <c>JsonElement</c> any JSON; every other type is read from JSON.
/// </typeparam>
public sealed class TopicEvent<T>
{
    /// <summary>What was published.</summary>
    public required T Data { get; init; }

    /// <summary>The event's id: with <see cref="Source"/> it names the message, and a message that comes twice has the same.</summary>
    public string Id { get; init; } = "";

    /// <summary>Who published it: an app id, if the publisher named nothing else.</summary>
    public string Source { get; init; } = "";

    /// <summary>The kind of event; <c>com.dapr.event.sent</c>, if the publisher named none.</summary>
    public string Type { get; init; } = "";

    /// <summary>The topic it was published to. A dead letter keeps that of its first delivery.</summary>
    public string Topic { get; init; } = "";

    /// <summary>The pub/sub component it came through.</summary>
    public string PubSub { get; init; } = "";

    /// <summary>The media type of the data, such as <c>application/json</c>; empty when the event has none.</summary>
    public string DataContentType { get; init; } = "";

    /// <summary>What in the source the event is about; null when the event has none.</summary>
    public string? Subject { get; init; }

    /// <summary>When it was published; null when the event does not say.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>The event's further attributes by name, such as <c>traceparent</c>. A value that is no text stands as JSON. Default: none.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = new Dictionary<string, string>();

    /// <summary>What the broker knows of the message, such as <c>__key</c> in Kafka. Names in lower case. Default: nothing.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>The services for this message: scoped ones live until its handler is done. Default: none.</summary>
    public IServiceProvider Services { get; init; } = NoServices.Instance;

    private sealed class NoServices : IServiceProvider
    {
        public static readonly NoServices Instance = new();

        public object? GetService(Type serviceType) => null;
    }
}
