namespace MeshRuntime.DataPlane.Calls;

/// <summary>
/// Keeps an endpoint's latency as a moving average that forgets exponentially, and that a slow answer lifts at once to its full height: "peak EWMA", as
/// Finagle balances by it (twitter.github.io/finagle/guide/Clients.html, "Power of Two Choices (P2C) + Peak EWMA"), and Linkerd after it.
/// </summary>
/// <remarks>
/// With dt the time since the last answer and w = e^(-dt / 10 s): latency' = rtt when rtt > latency, else latency × w + rtt × (1 - w). Read at a later
/// moment it is latency × w: an endpoint that nobody asks becomes attractive again by itself.
/// </remarks>
internal sealed class EndpointLatency
{
    // Finagle's default: old enough to outlast a pause of the garbage collector, young enough to see a deployment.
    private const double DecaySeconds = 10;

    private double _seconds;
    private long _at;

    /// <summary>The average now, in seconds; 0 when nothing is known.</summary>
    public double Seconds(TimeProvider time)
    {
        var seconds = Volatile.Read(ref _seconds);
        return seconds == 0 ? 0 : seconds * Weight(time.GetTimestamp(), time.TimestampFrequency);
    }

    /// <summary>An answer came.</summary>
    public void Record(TimeSpan elapsed, TimeProvider time)
    {
        var now = time.GetTimestamp();
        var answer = elapsed.TotalSeconds;
        double seen, next;
        do
        {
            seen = Volatile.Read(ref _seconds);
            var weight = Weight(now, time.TimestampFrequency);
            next = answer > seen ? answer : (seen * weight) + (answer * (1 - weight));
        }
        while (Interlocked.CompareExchange(ref _seconds, next, seen) != seen);

        // Race: of two answers at once either moment may stay; they are as far apart as two lines of code.
        Volatile.Write(ref _at, now);
    }

    private double Weight(long now, long frequency) => Math.Exp(-Math.Max(0, now - Volatile.Read(ref _at)) / (DecaySeconds * frequency));
}
