namespace MeshRuntime.DataPlane.Telemetry;

/// <summary>Sorts durations into Dapr's millisecond buckets. Safe from many threads, without a lock or an allocation.</summary>
public sealed class LatencyHistogram
{
    // Dapr's default latency buckets, upper ends included.
    private static readonly int[] UpperEnds =
    [
        1, 2, 3, 4, 5, 6, 8, 10, 13, 16, 20, 25, 30, 40, 50, 65, 80, 100, 130, 160, 200, 250, 300, 400, 500, 650, 800,
        1000, 2000, 5000, 10000, 20000, 50000, 100000,
    ];

    // One more, for what is longer than the last end.
    private readonly long[] _counts = new long[UpperEnds.Length + 1];
    private long _sumTicks;

    /// <summary>The upper end of each bucket but the last, in milliseconds.</summary>
    public static ReadOnlySpan<int> UpperEndsMilliseconds => UpperEnds;

    /// <summary>The sum of all durations. It may be ahead of the counts by the calls that are being counted this moment.</summary>
    public double SumMilliseconds => Interlocked.Read(ref _sumTicks) / (double)TimeSpan.TicksPerMillisecond;

    /// <summary>Adds one duration.</summary>
    public void Record(TimeSpan elapsed)
    {
        var ticks = Math.Max(0, elapsed.Ticks);
        Interlocked.Increment(ref _counts[BucketOf(ticks)]);
        Interlocked.Add(ref _sumTicks, ticks);
    }

    /// <summary>How many durations are in each bucket: the bucket's own, not those below it.</summary>
    /// <param name="counts">As many as there are ends, and one for what is longer.</param>
    /// <returns>How many there are in all.</returns>
    public long ReadCounts(Span<long> counts)
    {
        var all = 0L;
        for (var i = 0; i < _counts.Length; i++)
        {
            counts[i] = Interlocked.Read(ref _counts[i]);
            all += counts[i];
        }

        return all;
    }

    // Most calls are quick, so most searches end in the first steps.
    private static int BucketOf(long ticks)
    {
        var bucket = 0;
        while (bucket < UpperEnds.Length && ticks > UpperEnds[bucket] * TimeSpan.TicksPerMillisecond)
        {
            bucket++;
        }

        return bucket;
    }
}
