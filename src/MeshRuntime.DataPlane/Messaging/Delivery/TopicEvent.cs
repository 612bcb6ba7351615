using MeshRuntime.DataPlane.Messaging.Events;

namespace MeshRuntime.DataPlane.Messaging.Delivery;

/// <summary>One received message, read as the event that it carries.</summary>
/// <param name="PubSub">The broker's component.</param>
/// <param name="Topic">Without prefix.</param>
/// <param name="Body">What an HTTP app gets: the message's bytes, or the event that was made around raw ones.</param>
public sealed record TopicEvent(string PubSub, string Topic, ReadOnlyMemory<byte> Body)
{
    /// <summary>The attributes, and where the data stands.</summary>
    public required JsonFields Fields { get; init; }

    /// <summary>What the broker knew of the message beside its bytes.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = EmptyMetadata.Instance;

    /// <summary>The message's bytes as they came, where an app asked for them raw; null for an event.</summary>
    public ReadOnlyMemory<byte>? Raw { get; init; }

    /// <summary>The path of the app that takes it; set by the router.</summary>
    public string Path { get; init; } = "";

    /// <summary>The CloudEvent's id; empty when it has none that is text.</summary>
    public string Id => Fields.Text("id") ?? "";

    /// <summary>Its place in the publisher's trace; empty when it carries none.</summary>
    public string TraceParent => Fields.Text("traceparent") ?? Fields.Text("traceid") ?? Metadata.GetValueOrDefault("traceparent", "");

    /// <summary>What vendors added to the trace.</summary>
    public string TraceState => Fields.Text("tracestate") ?? Metadata.GetValueOrDefault("tracestate", "");
}
