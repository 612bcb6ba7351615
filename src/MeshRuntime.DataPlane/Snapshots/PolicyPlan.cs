namespace MeshRuntime.DataPlane.Snapshots;

/// <summary>What surrounds an operation: retry( breaker( timeout( attempt ))), each of them optional.</summary>
public sealed record PolicyPlan
{
    /// <summary>Nothing surrounds it.</summary>
    public static PolicyPlan None { get; } = new();

    /// <summary>The outermost: when it is made again.</summary>
    public RetryPlan? Retry { get; init; }

    /// <summary>Sees each attempt.</summary>
    public BreakerPlan? Breaker { get; init; }

    /// <summary>Limit of each attempt, the answer's body included.</summary>
    public TimeoutPlan? Timeout { get; init; }

    /// <summary><c>metadata.name</c> of the Resiliency resource that was loaded last, which is what Dapr's metrics name; empty when there is none.</summary>
    public string Resource { get; init; } = "";

    /// <summary>True when there is nothing to do.</summary>
    public bool IsNone => Retry is null && Breaker is null && Timeout is null;
}
