namespace MeshRuntime.Client;

/// <summary>How a subscription runs.</summary>
public sealed record SubscribeOptions
{
    /// <summary>How many events are handled at once; at least 1. Default: 16. With 1 they are handled in the order in which they come.</summary>
    public int MaxConcurrency { get; init; } = 16;

    /// <summary>Where events go that are dropped, or cannot be handled after all attempts. Null: nowhere.</summary>
    public string? DeadLetterTopic { get; init; }

    /// <summary>True: the topic has bytes that are no CloudEvents. Default: false.</summary>
    public bool IsRaw { get; init; }

    /// <summary>Metadata for the broker's component. Null: none.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    /// <summary>
    /// Told when a handler has thrown, or the data are not the JSON that was expected: the place to log it. What it returns is the event's outcome. When it throws, the event
    /// is answered with <see cref="EventOutcome.Retry"/>, the subscription ends, and <c>SubscribeAsync</c> throws the same. Null: <see cref="EventOutcome.Retry"/>, and the
    /// subscription goes on; only a trace of the event, where it has one, shows the exception.
    /// </summary>
    public Func<MeshEvent, Exception, EventOutcome>? OnHandlerError { get; init; }

    /// <summary>Told when there is no sidecar, or the stream to it has broken; another attempt follows by itself. Null: nobody is told.</summary>
    public Action<MeshException>? OnInterrupted { get; init; }

    /// <summary>How long handlers may go on when the subscription is to end; then their token fires. Above zero. Default: 30 s.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(30);

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxConcurrency, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(StopTimeout, TimeSpan.Zero);
    }
}
