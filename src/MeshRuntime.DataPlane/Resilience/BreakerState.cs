namespace MeshRuntime.DataPlane.Resilience;

/// <summary>What a circuit breaker does with attempts.</summary>
internal enum BreakerState
{
    /// <summary>Lets them through.</summary>
    Closed,

    /// <summary>Lets a few through, to see.</summary>
    HalfOpen,

    /// <summary>Refuses them.</summary>
    Open,
}
