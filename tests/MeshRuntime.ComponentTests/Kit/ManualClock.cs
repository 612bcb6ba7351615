namespace MeshRuntime.ComponentTests.Kit;

/// <summary>The real clock, shifted by hand. Timers run in real time.</summary>
internal sealed class ManualClock : TimeProvider
{
    public TimeSpan Shift { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Shift;
}
