namespace MeshRuntime.ControlPlane.Reload;

/// <summary>How a reload went.</summary>
internal enum ReloadVerdict
{
    /// <summary>The files are in force.</summary>
    Done,

    /// <summary>There were errors; what was in force before still is.</summary>
    Refused,

    /// <summary>The files are in force, and say that no change is to be followed any more.</summary>
    Last,
}
