namespace MeshRuntime.ControlPlane.Validation;

/// <summary>One thing that is wrong with the configuration.</summary>
/// <param name="Severity">Whether it stops the snapshot.</param>
/// <param name="File">The file as it was named to the sidecar; empty when the problem is in no file.</param>
/// <param name="Line">1-based; 0 when it concerns the whole file or none.</param>
/// <param name="Path">The field, such as <c>spec.accessControl.policies[0].appId</c>; may be empty.</param>
/// <param name="What">What is wrong; never a secret.</param>
/// <param name="Cure">What to write or do instead.</param>
public sealed record ConfigProblem(ProblemSeverity Severity, string File, int Line, string Path, string What, string Cure)
{
    /// <summary><c>file:line: error: field: what; cure</c>, the layout that editors and terminals make clickable.</summary>
    public override string ToString()
    {
        var place = File.Length == 0 ? "" : Line > 0 ? $"{File}:{Line}: " : $"{File}: ";
        var severity = Severity == ProblemSeverity.Error ? "error: " : "warning: ";
        var field = Path.Length == 0 ? "" : $"{Path}: ";
        var cure = Cure.Length == 0 ? "" : $"; {Cure}";
        return $"{place}{severity}{field}{What}{cure}";
    }
}
