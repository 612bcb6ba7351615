namespace MeshRuntime.DataPlane.Resilience;

/// <summary>
/// Remembers that calls of our app mostly fail now. A 5xx of the app is then most likely a consequence, and whoever is nearer to the fault repeats already:
/// retries at each of several hops would multiply (hardening R12).
/// </summary>
internal sealed class OutboundFaults(TimeProvider time)
{
    // Fewer say nothing about a target, and cannot make a storm.
    private const int LeastCalls = 10;

    // From our failed call to our app's own answer; apps that take longer are no part of a storm.
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(2);

    private long _until;

    /// <summary>True while some target mostly fails.</summary>
    public bool AreRecent => Volatile.Read(ref _until) is var until && until != 0 && time.GetTimestamp() < until;

    /// <summary>A call to a target has failed.</summary>
    /// <param name="calls">The recent calls to it.</param>
    /// <param name="failures">Those of them that failed.</param>
    public void Failed(RecentSum calls, RecentSum failures)
    {
        failures.Add(1);
        var all = calls.Value;
        if (all >= LeastCalls && failures.Value * 2 > all)
        {
            Volatile.Write(ref _until, time.GetTimestamp() + (long)(Memory.TotalSeconds * time.TimestampFrequency));
        }
    }
}
