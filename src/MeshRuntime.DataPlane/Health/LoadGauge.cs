namespace MeshRuntime.DataPlane.Health;

/// <summary>Says whether there is room for more work: in memory, and in connections. Read by every request, written by those that measure.</summary>
/// <param name="workBytes">Memory for requests under way; null for any amount, and then nothing is counted.</param>
public sealed class LoadGauge(long? workBytes = null)
{
    private long _taken;
    private volatile bool _isMemoryShort;
    private int _reserved;

    /// <summary>True while memory is short: new work is refused, health and metrics go on.</summary>
    public bool IsMemoryShort
    {
        get => _isMemoryShort;
        set => _isMemoryShort = value;
    }

    /// <summary>True when requests are to take memory before they are served, and to give it back.</summary>
    public bool IsBounded => workBytes is not null;

    /// <summary>Takes memory for a request; false when there is not as much left.</summary>
    public bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref _taken, bytes) <= workBytes)
        {
            return true;
        }

        Give(bytes);
        return false;
    }

    /// <summary>Gives it back.</summary>
    public void Give(long bytes) => Interlocked.Add(ref _taken, -bytes);

    /// <summary>True when there may be a connection that was let in for health alone.</summary>
    public bool HasReserved => Volatile.Read(ref _reserved) > 0;

    /// <summary>A connection was let in for health alone.</summary>
    public void ReservedBegins() => Interlocked.Increment(ref _reserved);

    /// <summary>It has ended.</summary>
    public void ReservedEnds() => Interlocked.Decrement(ref _reserved);
}
