namespace MeshRuntime.DataPlane.Resilience;

/// <summary>
/// How many retries one target may get, whatever its policies say: a fifth of its calls, and ten a second. What was not used is kept for ten seconds.
/// A target that is down is then not hit by a multiple of its usual load (the numbers are those that Finagle and Linkerd have settled on).
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
        if (_taken.Value <= (calls.Value / CallsForOne) + (AlwaysPerSecond * RecentSum.Seconds))
        {
            return true;
        }

        _taken.Add(-1);
        return false;
    }
}
