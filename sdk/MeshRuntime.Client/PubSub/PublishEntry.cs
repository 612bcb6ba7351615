namespace MeshRuntime.Client;

/// <summary>One of many events that are published at once, as bytes.</summary>
/// <param name="Data">The bytes.</param>
/// <param name="ContentType">What they are. Sidecars take JSON, <c>text/…</c>, <c>application/xml</c>, <c>application/octet-stream</c> and <c>application/cloudevents+json</c>.</param>
public sealed record PublishEntry(ReadOnlyMemory<byte> Data, string ContentType)
{
    /// <summary>Metadata of this event, over those of <see cref="PublishOptions"/>. Null: none.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }
}
