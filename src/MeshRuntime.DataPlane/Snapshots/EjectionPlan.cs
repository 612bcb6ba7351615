namespace MeshRuntime.DataPlane.Snapshots;

/// <summary>When an endpoint that fails is passed over, and for how long.</summary>
public sealed record EjectionPlan
{
    /// <summary>What holds for a target that nobody configured.</summary>
    public static EjectionPlan Default { get; } = new();

    /// <summary>Failures in a row (no connection, or a 5xx of the instance) that eject it. Default 5; 0 switches ejection off.</summary>
    public int ConsecutiveFailures { get; init; } = 5;

    /// <summary>The first ejection lasts this long, each further one in a row twice as long. Default 1 s.</summary>
    public TimeSpan BaseTime { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>No ejection lasts longer. Default 60 s.</summary>
    public TimeSpan MaxTime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Share of the endpoints that may be ejected at once, 0 to 100. Default 50, rounded up; the last one is never ejected.</summary>
    public int MaxPercent { get; init; } = 50;
}
