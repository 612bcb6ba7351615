namespace MeshRuntime.DataPlane.Resilience;

/// <summary>How a policy ended an attempt that nobody else ended.</summary>
internal enum Refusal
{
    /// <summary>It was allowed.</summary>
    None,

    /// <summary>The breaker is open.</summary>
    CircuitOpen,

    /// <summary>The breaker is half open, and as many attempts as it allows are under way.</summary>
    TooManyRequests,

    /// <summary>The time limit passed.</summary>
    TimedOut,
}
