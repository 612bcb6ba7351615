namespace MeshRuntime.Api.Peer;

/// <summary>
/// How the port for other sidecars is left: calls are served until callers have learnt from the registry that this instance goes, then refused as
/// unsent, so that they are made elsewhere. Only then may connections be closed: whoever writes to a closing one cannot tell what became of it.
/// </summary>
/// <param name="time">Tells how long nobody has called.</param>
public sealed class PeerDrain(TimeProvider time)
{
    // The registry of one host is read every half second: twice that, and each caller has read it.
    private static readonly TimeSpan ServeLimit = TimeSpan.FromSeconds(1);

    // A caller that is refused goes elsewhere at once and comes back after a second (EndpointState), if there is nobody else.
    private static readonly TimeSpan RefuseLimit = TimeSpan.FromSeconds(0.5);

    // So long without a call, and nothing is on its way any more: far above the time between two hosts.
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    private volatile Phase _phase;
    private long _lastCall;

    private enum Phase
    {
        Open,
        Leaving,
        Refusing,
    }

    /// <summary>Judges a call that has just come; true when it is to be refused.</summary>
    public bool Refuses()
    {
        if (_phase == Phase.Open)
        {
            return false;
        }

        Volatile.Write(ref _lastCall, time.GetTimestamp());
        return _phase == Phase.Refusing;
    }

    /// <summary>Waits until nobody calls any more, for two limited times: while calls are served, then while they are refused.</summary>
    /// <param name="limit">Ends the wait; calls are refused from then on.</param>
    public async Task LeaveAsync(CancellationToken limit)
    {
        Volatile.Write(ref _lastCall, time.GetTimestamp());
        _phase = Phase.Leaving;
        var isQuiet = await QuietAsync(ServeLimit, limit);
        _phase = Phase.Refusing;
        if (!isQuiet)
        {
            await QuietAsync(RefuseLimit, limit);
        }
    }

    private async Task<bool> QuietAsync(TimeSpan patience, CancellationToken limit)
    {
        var begin = time.GetTimestamp();
        while (time.GetElapsedTime(Volatile.Read(ref _lastCall)) < Quiet)
        {
            if (limit.IsCancellationRequested || time.GetElapsedTime(begin) >= patience)
            {
                return false;
            }

            await Task.Delay(Look, time, limit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return true;
    }
}
