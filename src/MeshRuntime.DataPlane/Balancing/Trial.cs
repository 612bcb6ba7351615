namespace MeshRuntime.DataPlane.Balancing;

/// <summary>What a call finds out of its endpoint, beside its answer.</summary>
internal enum Trial
{
    /// <summary>Nothing: the endpoint is in use.</summary>
    None,

    /// <summary>Whether an ejected endpoint is well: there was no other. A good answer takes it back.</summary>
    LastResort,

    /// <summary>Whether an endpoint whose ejection has run out is well. It is the only call that does.</summary>
    Probe,
}
