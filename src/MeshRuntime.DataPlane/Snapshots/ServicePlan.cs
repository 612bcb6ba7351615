namespace MeshRuntime.DataPlane.Snapshots;

/// <summary>How calls to one target are made.</summary>
public sealed record ServicePlan
{
    /// <summary>The plan of a target that nobody configured.</summary>
    public static ServicePlan Default { get; } = new();

    /// <summary>When and how often a failed attempt is made again.</summary>
    public RetryPlan Retry { get; init; } = RetryPlan.BuiltIn;
}
