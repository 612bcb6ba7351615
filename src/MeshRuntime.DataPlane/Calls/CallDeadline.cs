namespace MeshRuntime.DataPlane.Calls;

/// <summary>The moment after which nobody waits for a call's answer: when its caller goes away, or when the caller's own time limit has passed.</summary>
public sealed class CallDeadline : IDisposable
{
    private readonly TimeProvider _time;
    private readonly long _began;
    private readonly TimeSpan _limit;
    private readonly CancellationToken _aborted;
    private readonly CancellationTokenSource _expired;
    private readonly CancellationTokenSource _ended;

    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(20);

    // A timer takes no more than 49 days; who waits longer than that waits without a limit.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(49);

    /// <param name="limit">From now.</param>
    /// <param name="time">The clock.</param>
    /// <param name="aborted">Cancelled when the caller goes away.</param>
    public CallDeadline(TimeSpan limit, TimeProvider time, CancellationToken aborted)
    {
        ArgumentNullException.ThrowIfNull(time);
        _time = time;
        _limit = limit;
        _aborted = aborted;
        _began = time.GetTimestamp();
        _expired = limit < Longest ? new CancellationTokenSource(limit, time) : new CancellationTokenSource();
        _ended = CancellationTokenSource.CreateLinkedTokenSource(aborted, _expired.Token);
    }

    /// <summary>What is left; zero when it has passed.</summary>
    public TimeSpan Remaining
    {
        get
        {
            var left = _limit - _time.GetElapsedTime(_began);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>
    /// True when the time is over, or as good as over, and the caller had not gone away before. Clocks of two hops never agree to the millisecond: an
    /// end that the next hop made at its deadline is the deadline's, and no failure of that hop.
    /// </summary>
    public bool HasPassed => Remaining <= Slack && !_aborted.IsCancellationRequested;

    /// <summary>Cancelled at the deadline, or when the caller goes away.</summary>
    public CancellationToken Ended => _ended.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        _ended.Dispose();
        _expired.Dispose();
    }
}
