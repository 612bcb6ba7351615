namespace MeshRuntime.Abstractions.PubSub;

/// <summary>One running subscription. Ending it leaves the broker's group, queue or durable consumer in place.</summary>
public interface ISubscription
{
    /// <summary>
    /// Ends it: takes no more from the broker, gives back what no handler has seen, waits for the handlers that run and settles their messages.
    /// Never throws; a second call waits for the first.
    /// </summary>
    /// <param name="giveUp">Stops waiting for handlers: their messages are left unsettled, so that the broker delivers them again.</param>
    ValueTask StopAsync(CancellationToken giveUp);
}
