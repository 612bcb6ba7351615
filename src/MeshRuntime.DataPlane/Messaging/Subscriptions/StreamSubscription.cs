namespace MeshRuntime.DataPlane.Messaging.Subscriptions;

/// <summary>A subscription that lives as long as its client's stream. Dispose it when the stream ends.</summary>
public sealed class StreamSubscription : IAsyncDisposable
{
    private readonly SubscriptionPump _pump;
    private readonly Func<SubscriptionPump, Task> _close;

    internal StreamSubscription(SubscriptionPump pump, Func<SubscriptionPump, Task> close) => (_pump, _close) = (pump, close);

    /// <summary>Completes when the broker knows of it; cancelled when it ends before.</summary>
    public Task Subscribed => _pump.Subscribed;

    /// <summary>
    /// Fires when the sidecar has ended it: it stops, or the broker's component is taken away. Not before the client has answered what it has, or the
    /// time for that is over: until then somebody must take the answers.
    /// </summary>
    public CancellationToken Ended => _pump.Ended;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await _close(_pump);
}
