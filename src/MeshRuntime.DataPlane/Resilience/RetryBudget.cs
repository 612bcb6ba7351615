namespace MeshRuntime.DataPlane.Resilience;

/// <summary>
/// How many retries one target may get, whatever its policies say: a fifth of its calls, and where that is less, ten a second. What was not used is
/// kept for ten seconds. A target that is down is then not hit by a multiple of its usual load. The numbers are those that Finagle and Linkerd have settled on; they
/// add the two, which at 100 calls a second makes 1.3 times the load of a hop that 1.2 should not exceed (hardening R12).
/// </summary>
/// <param name="calls">The calls to the target, retries not counted.</param>
/// <param name="time">The clock.</param>
internal sealed class RetryBudget(RecentSum calls, TimeProvider time)
{
    private const int CallsForOne = 5;
    private const int AlwaysPerSecond = 10;

    private readonly RecentSum _taken = new(time);

    /// <summary>Takes one retry; false when there is none left.</summary>
    public bool TryTake()
    {
        // Race: several take the last one. Each takes first and looks then, so that never too many go; at worst none of them does.
        _taken.Add(1);
        if (_taken.Value <= Math.Max(calls.Value / CallsForOne, AlwaysPerSecond * RecentSum.Seconds))
        {
            return true;
        }

        _taken.Add(-1);
        return false;
    }
}
