namespace MeshRuntime.DataPlane.Resilience;

/// <summary>The words for a refusal, which are Dapr's.</summary>
internal static class RefusalText
{
    public static string Of(Refusal refusal) => refusal switch
    {
        Refusal.CircuitOpen => "circuit breaker is open",
        Refusal.TooManyRequests => "too many requests",
        _ => "context deadline exceeded",
    };
}
