namespace MeshRuntime.DataPlane.Health;

/// <summary>Says whether there is room for more work: in memory, and in connections. Read by every request, written by those that measure.</summary>
public sealed class LoadGauge
{
    private volatile bool _isMemoryShort;
    private int _reserved;

    /// <summary>True while memory is short: new work is refused, health and metrics go on.</summary>
    public bool IsMemoryShort
    {
        get => _isMemoryShort;
        set => _isMemoryShort = value;
    }

    /// <summary>True when there may be a connection that was let in for health alone.</summary>
    public bool HasReserved => Volatile.Read(ref _reserved) > 0;

    /// <summary>A connection was let in for health alone.</summary>
    public void ReservedBegins() => Interlocked.Increment(ref _reserved);

    /// <summary>It has ended.</summary>
    public void ReservedEnds() => Interlocked.Decrement(ref _reserved);
}
