namespace MeshRuntime.Client;

/// <summary>An event of a topic, with its data as bytes.</summary>
public sealed class MeshEvent
{
    /// <summary>The CloudEvent's id. An event that comes again has the same one.</summary>
    public required string Id { get; init; }

    /// <summary>The CloudEvent's source: mostly the id of the app that published it.</summary>
    public string Source { get; init; } = "";

    /// <summary>The CloudEvent's type; <c>com.dapr.event.sent</c> when the publisher said nothing else.</summary>
    public string Type { get; init; } = "";

    /// <summary>What the data are, such as <c>application/json</c>.</summary>
    public string ContentType { get; init; } = "";

    /// <summary>The topic.</summary>
    public required string Topic { get; init; }

    /// <summary>The pub/sub component.</summary>
    public required string PubSub { get; init; }

    /// <summary>The data. Empty when a sidecar does not know its content type, as with <c>application/vnd.x+json</c>.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>The CloudEvent's other attributes, such as <c>subject</c>, <c>time</c> and <c>traceparent</c>; those that are no simple values are left out.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = new Dictionary<string, string>();
}
