namespace MeshRuntime.ControlPlane.Validation;

/// <summary>Whether a problem stops the snapshot.</summary>
public enum ProblemSeverity
{
    /// <summary>Someone should look; the snapshot stands.</summary>
    Warning,

    /// <summary>The snapshot is refused whole.</summary>
    Error,
}
