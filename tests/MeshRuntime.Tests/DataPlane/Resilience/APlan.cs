using MeshRuntime.DataPlane.Snapshots;

namespace MeshRuntime.Tests.DataPlane.Resilience;

/// <summary>Plans as tests write them.</summary>
internal static class APlan
{
    public static RetryPlan Constant(double seconds = 1, int retries = 3) => new("pRetry", retries, TimeSpan.FromSeconds(seconds));

    public static RetryPlan Exponential(int retries = RetryPlan.Unlimited, double maxInterval = 60) => new("pRetry", retries, TimeSpan.FromSeconds(0.5))
    {
        Backoff = Backoff.Exponential, MaxInterval = TimeSpan.FromSeconds(maxInterval), MaxElapsed = TimeSpan.FromMinutes(15),
    };

    /// <summary>A plan of the target's own.</summary>
    public static ServicePlan Named(RetryPlan? retry = null, double? timeout = null, BreakerPlan? breaker = null) =>
        Default(retry, timeout, breaker) with { IsNamed = true };

    /// <summary>A plan of the default policies.</summary>
    public static ServicePlan Default(RetryPlan? retry = null, double? timeout = null, BreakerPlan? breaker = null) => new()
    {
        Policy = new PolicyPlan
        {
            Retry = retry,
            Timeout = timeout is { } seconds ? new TimeoutPlan("pTimeout", TimeSpan.FromSeconds(seconds)) : null,
            Breaker = breaker,
        },
    };

    public static CodeSet Codes(params (int From, int To)[] ranges) => new([.. ranges]);
}
