namespace MeshRuntime.DataPlane.Health;

/// <summary>How far the sidecar has come on its way up, and whether it is on its way down.</summary>
public sealed class Readiness
{
    private readonly Lock _writing = new();
    private volatile string[] _waitingFor = ["runtime"];
    private volatile bool _outbound;
    private volatile bool _isStopping;
    private TaskCompletionSource _changed = NextChange();

    /// <summary>What full readiness still waits for; empty when ready.</summary>
    public IReadOnlyList<string> WaitingFor => _waitingFor;

    /// <summary>True when the app may call out, although it may not be reachable itself yet.</summary>
    public bool IsOutboundReady => _outbound;

    /// <summary>True when the sidecar and its app are up.</summary>
    public bool IsReady => _waitingFor.Length == 0;

    /// <summary>True from the first moment of the stop on.</summary>
    public bool IsStopping => _isStopping;

    /// <summary>Ends at the next change. Take it before what it is about is read: a change between the two is then not missed.</summary>
    public Task Changed => Volatile.Read(ref _changed).Task;

    /// <summary>The APIs and the peer port are open.</summary>
    public void OutboundIsReady() => Advance(["app"], outbound: true);

    /// <summary>The app listens, or there is none to wait for.</summary>
    public void AppIsReady() => Advance([], _outbound);

    /// <summary>The sidecar is going away: nobody should send it new work. Final.</summary>
    public void Stopping()
    {
        lock (_writing)
        {
            _isStopping = true;
            _outbound = false;
            _waitingFor = ["shutdown"];
            Announce();
        }
    }

    private void Advance(string[] waitingFor, bool outbound)
    {
        // Race: the app begins to listen while the sidecar stops. The stop wins.
        lock (_writing)
        {
            if (!_isStopping)
            {
                _outbound = outbound;
                _waitingFor = waitingFor;
                Announce();
            }
        }
    }

    private void Announce() => Interlocked.Exchange(ref _changed, NextChange()).SetResult();

    // Who waits runs on its own thread, and never inside the lock above.
    private static TaskCompletionSource NextChange() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
