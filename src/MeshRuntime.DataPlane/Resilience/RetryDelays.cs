using MeshRuntime.DataPlane.Snapshots;

namespace MeshRuntime.DataPlane.Resilience;

/// <summary>The waits between the attempts of one operation: always the same, or growing by half with some chance in it (Dapr's numbers).</summary>
/// <param name="plan">The retry.</param>
/// <param name="chance">Spreads the waits of those who failed together.</param>
internal struct RetryDelays(RetryPlan plan, Random chance)
{
    private const double Multiplier = 1.5;
    private const double Spread = 0.5;

    private TimeSpan _interval = plan.Pause < plan.MaxInterval ? plan.Pause : plan.MaxInterval;

    /// <summary>How many waits there were.</summary>
    public int Count { get; private set; }

    /// <summary>The next wait; null when there is none, since the attempts or the time are used up.</summary>
    /// <param name="elapsed">Since the first attempt began.</param>
    /// <param name="floor">The least that the wait may be.</param>
    public TimeSpan? Next(TimeSpan elapsed, TimeSpan floor)
    {
        if (plan.MaxRetries != RetryPlan.Unlimited && Count >= plan.MaxRetries)
        {
            return null;
        }

        var pause = plan.Backoff == Backoff.Constant ? plan.Pause : Grown();
        pause = pause > floor ? pause : floor;
        if (plan.MaxElapsed is { } most && elapsed + pause > most)
        {
            return null;
        }

        Count++;
        return pause;
    }

    private TimeSpan Grown()
    {
        var interval = _interval;
        var grown = interval * Multiplier;
        _interval = grown < plan.MaxInterval ? grown : plan.MaxInterval;
        return interval * (1 - Spread + (2 * Spread * chance.NextDouble()));
    }
}
