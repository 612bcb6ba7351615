using System.Buffers;

namespace MeshRuntime.Components.Clients.Nats;

/// <summary>One thing a server said. Its bytes lie in the connection's buffer: they are gone once the next one is read.</summary>
internal readonly struct NatsFrame
{
    public required NatsFrameKind Kind { get; init; }

    /// <summary>Of a message: the subscription that it is for.</summary>
    public long SubscriptionId { get; init; }

    /// <summary>Of a message: where it was published.</summary>
    public string Subject { get; init; }

    /// <summary>Of a message: where its sender waits for an answer; null when nobody does.</summary>
    public string? ReplyTo { get; init; }

    /// <summary>Of a message: its header block, empty without one. Of INFO: the JSON. Of -ERR: the text.</summary>
    public ReadOnlySequence<byte> Head { get; init; }

    /// <summary>Of a message: what was published.</summary>
    public ReadOnlySequence<byte> Data { get; init; }
}
