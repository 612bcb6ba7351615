namespace MeshRuntime.DataPlane.Snapshots;

/// <summary>When and how often a failed attempt is made again.</summary>
/// <param name="MaxRetries">Further attempts after the first; 0 for none.</param>
/// <param name="Pause">Wait before an attempt at an endpoint that has just failed. Another endpoint is tried without waiting.</param>
public sealed record RetryPlan(int MaxRetries, TimeSpan Pause)
{
    /// <summary>What Dapr does when no policy is configured (<c>DaprBuiltInServiceRetries</c>): three retries, one second apart.</summary>
    public static RetryPlan BuiltIn { get; } = new(3, TimeSpan.FromSeconds(1));
}
