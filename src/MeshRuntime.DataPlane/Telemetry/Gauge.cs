namespace MeshRuntime.DataPlane.Telemetry;

/// <summary>Shows something that rises and falls. Safe from many threads, without a lock.</summary>
public sealed class Gauge
{
    private long _value;

    /// <summary>The value now.</summary>
    public long Value
    {
        get => Interlocked.Read(ref _value);
        set => Interlocked.Exchange(ref _value, value);
    }
}
