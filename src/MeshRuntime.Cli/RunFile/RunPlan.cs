namespace MeshRuntime.Cli.RunFile;

/// <summary>Says what one <c>mesh run</c> runs.</summary>
internal sealed record RunPlan
{
    public required IReadOnlyList<AppPlan> Apps { get; init; }

    /// <summary>The full path of the run file; null when the app came from flags.</summary>
    public string? FilePath { get; init; }

    /// <summary>The <c>name</c> of the run file; null when it has none.</summary>
    public string? Name { get; init; }

    public bool IsFromFile => FilePath is not null;
}
