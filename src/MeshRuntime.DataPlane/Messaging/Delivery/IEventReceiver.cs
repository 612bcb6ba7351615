namespace MeshRuntime.DataPlane.Messaging.Delivery;

/// <summary>Where events go: an HTTP app, a gRPC app, or a client that holds a stream open.</summary>
public interface IEventReceiver
{
    /// <summary>Gives one event and waits for the answer. Never throws.</summary>
    /// <param name="read">The event, with its path.</param>
    /// <param name="cancellation">Nobody waits any longer; the verdict is then <see cref="EventVerdict.Abandoned"/>.</param>
    ValueTask<EventAnswer> SendAsync(TopicEvent read, CancellationToken cancellation);

    /// <summary>Gives a batch, whose events share a path, and waits for the answers, in the order of the entries. Never throws.</summary>
    ValueTask<IReadOnlyList<EventAnswer>> SendAsync(EventBatch batch, CancellationToken cancellation);
}
