namespace MeshRuntime.DataPlane.Balancing;

/// <summary>What speaks against an endpoint, the least first. One is chosen only when there is none with less against it.</summary>
internal enum Doubt
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Somebody could not connect to it a moment ago. It may be back.</summary>
    Resting,

    /// <summary>It has just failed this very call.</summary>
    Failed,

    /// <summary>It failed again and again.</summary>
    Ejected,

    /// <summary>This very attempt could not connect to it: it is not chosen again.</summary>
    Tried,
}
