using MeshRuntime.DataPlane.Telemetry;

namespace MeshRuntime.DataPlane.Messaging.Publishing;

/// <summary>One piece of data to publish.</summary>
/// <param name="Data">As the app sent it.</param>
/// <param name="ContentType">Its media type; empty for none.</param>
/// <param name="Trace">Its place in the publisher's trace.</param>
public sealed record PublishEntry(ReadOnlyMemory<byte> Data, string ContentType, TraceContext Trace)
{
    /// <summary>The app's name for it within a bulk publish; empty for a single one.</summary>
    public string Id { get; init; } = "";

    /// <summary>What belongs to this entry alone; null for nothing. It replaces the request's (Dapr), overlaid on it.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }
}
