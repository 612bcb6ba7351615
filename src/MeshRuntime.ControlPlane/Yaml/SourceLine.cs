namespace MeshRuntime.ControlPlane.Yaml;

/// <summary>The line of the file that a line of text came from, and whether a variable was put into it.</summary>
internal readonly record struct SourceLine(int Number, bool Expanded);
