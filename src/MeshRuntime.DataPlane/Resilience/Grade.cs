namespace MeshRuntime.DataPlane.Resilience;

/// <summary>What an attempt says about what was asked.</summary>
internal enum Grade
{
    /// <summary>It works.</summary>
    Success,

    /// <summary>It fails.</summary>
    Failure,

    /// <summary>Nothing: the caller went away, or asked for what nobody can give. No breaker counts it, and it is not repeated.</summary>
    Neither,
}
