namespace MeshRuntime.ControlPlane.Yaml;

/// <summary>Where something stands.</summary>
/// <param name="File">The file as it was named to the sidecar; empty when it comes from no file.</param>
/// <param name="Line">1-based; 0 for the whole file.</param>
internal readonly record struct Place(string File, int Line)
{
    public static Place None { get; } = new("", 0);

    public override string ToString() => Line > 0 ? $"{File}:{Line}" : File;
}
