namespace MeshRuntime.DataPlane.Snapshots;

/// <summary>How calls to one target are made.</summary>
public sealed record ServicePlan
{
    /// <summary>The plan of a target that nobody configured.</summary>
    public static ServicePlan Default { get; } = new();

    /// <summary>What configuration put around the calls: the target's own entry, or the default policies.</summary>
    public PolicyPlan Policy { get; init; } = PolicyPlan.None;

    /// <summary>
    /// True when the target has an entry of its own. Then <see cref="BuiltInRetry"/> does not hold (Dapr), and its own retry is somebody's decision for
    /// this very target: it also repeats requests that may have reached the app.
    /// </summary>
    public bool IsNamed { get; init; }

    /// <summary>Repeats what no policy asked for and no app can have noticed; inside <see cref="Policy"/>.</summary>
    public RetryPlan BuiltInRetry { get; init; } = RetryPlan.BuiltIn;

    /// <summary>Breakers kept for the target, one for each method; the one unused for longest is forgotten. Default 100.</summary>
    public int BreakerCacheSize { get; init; } = 100;

    /// <summary>How an endpoint is chosen.</summary>
    public BalancePlan Balance { get; init; } = BalancePlan.Default;

    /// <summary>When an endpoint is passed over.</summary>
    public EjectionPlan Ejection { get; init; } = EjectionPlan.Default;

    /// <summary>How many calls may be under way; null for any number.</summary>
    public LimitPlan? Limit { get; init; }
}
