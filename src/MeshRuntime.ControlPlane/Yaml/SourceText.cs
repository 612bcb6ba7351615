namespace MeshRuntime.ControlPlane.Yaml;

/// <summary>The text of a file, and for each of its lines the line of the file it came from.</summary>
/// <param name="File">The file as it was named to the sidecar.</param>
/// <param name="Text">What the parser reads.</param>
/// <param name="Lines">For each line of the text its line in the file; null when they are the same.</param>
internal sealed record SourceText(string File, string Text, IReadOnlyList<SourceLine>? Lines = null)
{
    public Place PlaceOf(int line) => new(File, LineOf(line).Number);

    public bool IsExpanded(int line) => LineOf(line).Expanded;

    private SourceLine LineOf(int line) =>
        Lines is null ? new(line, false) : Lines[Math.Clamp(line - 1, 0, Lines.Count - 1)];
}
