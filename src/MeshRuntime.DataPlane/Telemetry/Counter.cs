namespace MeshRuntime.DataPlane.Telemetry;

/// <summary>Counts something that only grows. Safe from many threads, without a lock.</summary>
public sealed class Counter
{
    private long _value;

    /// <summary>The count so far.</summary>
    public long Value => Interlocked.Read(ref _value);

    /// <summary>Counts one.</summary>
    public void Increment() => Interlocked.Increment(ref _value);
}
