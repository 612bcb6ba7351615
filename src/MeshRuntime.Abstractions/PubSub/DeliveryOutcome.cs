namespace MeshRuntime.Abstractions.PubSub;

/// <summary>What became of a message that was handed over.</summary>
public enum DeliveryOutcome
{
    /// <summary>It is done with, by the app or by the subscription's dead-letter topic: acknowledge it.</summary>
    Handled,

    /// <summary>It was not handled: treat it as the broker treats a failed message (negative acknowledgement, redelivery after a while).</summary>
    Failed,

    /// <summary>
    /// Nobody tried: the sidecar is stopping or the app is away. Neither acknowledge nor count it as failed; the broker gives it to the next
    /// subscriber.
    /// </summary>
    Abandoned,
}
