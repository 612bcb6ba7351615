namespace MeshRuntime.Abstractions.PubSub;

/// <summary>One message on its way to a broker or from one.</summary>
/// <param name="Topic">
/// The topic on the broker. Of a received message: the one that was subscribed to, patterns included, as Dapr's components report it.
/// </param>
/// <param name="Data">A CloudEvent as JSON, or whatever the publisher sent raw. Of a received message: valid until its handler has returned.</param>
public sealed record PubSubMessage(string Topic, ReadOnlyMemory<byte> Data)
{
    /// <summary>
    /// What the publisher gave beside the data; a component keeps what its broker has a place for. Null: nothing was given, which some brokers'
    /// wire forms tell from an empty set. Names are compared by case.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    /// <summary>The media type, where a broker carries one beside the message; null otherwise.</summary>
    public string? ContentType { get; init; }
}
