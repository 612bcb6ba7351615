namespace MeshRuntime.DataPlane.Outbound;

/// <summary>Lets one line into the log at once, then one each ten seconds, and counts those that it held back.</summary>
internal sealed class SparseLine(TimeProvider time)
{
    /// <summary>Short enough to follow an outage, long enough that hundreds of targets that are down do not fill a disk.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly long _interval = (long)(Interval.TotalSeconds * time.TimestampFrequency);
    private long _due = long.MinValue;
    private long _held;

    /// <summary>True when the line may be written.</summary>
    /// <param name="held">How many were held back since the last one.</param>
    public bool MaySpeak(out long held)
    {
        held = 0;
        var now = time.GetTimestamp();
        var due = Volatile.Read(ref _due);

        // Race: several find that it is time. Who moves the time on speaks; the others are counted.
        if (now < due || Interlocked.CompareExchange(ref _due, now + _interval, due) != due)
        {
            Interlocked.Increment(ref _held);
            return false;
        }

        held = Interlocked.Exchange(ref _held, 0);
        return true;
    }
}
