namespace MeshRuntime.Client;

/// <summary>A time limit beside the caller's token. Costs nothing when there is no limit.</summary>
internal readonly struct CallLimit : IDisposable
{
    private readonly CancellationTokenSource? _timer;
    private readonly CancellationTokenSource? _both;

    /// <summary>Starts the clock.</summary>
    public CallLimit(TimeSpan? limit, TimeProvider time, CancellationToken caller)
    {
        Limit = limit;
        Caller = caller;
        Token = caller;
        if (limit is { } length && length != Timeout.InfiniteTimeSpan)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(length, TimeSpan.Zero, nameof(MeshRequest.Timeout));
            _timer = new CancellationTokenSource(length, time);
            _both = caller.CanBeCanceled ? CancellationTokenSource.CreateLinkedTokenSource(caller, _timer.Token) : null;
            Token = (_both ?? _timer).Token;
        }
    }

    public TimeSpan? Limit { get; }

    /// <summary>The caller's own token.</summary>
    public CancellationToken Caller { get; }

    /// <summary>Ends with the caller's token, or when the time is over.</summary>
    public CancellationToken Token { get; }

    /// <summary>Whether the time is over. When both have fired the caller's cancel wins: who cancels does not wait for an answer, whichever it is.</summary>
    public bool IsOver => _timer is { IsCancellationRequested: true } && !Caller.IsCancellationRequested;

    public void Dispose()
    {
        _both?.Dispose();
        _timer?.Dispose();
    }
}
