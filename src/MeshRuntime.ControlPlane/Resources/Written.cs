using MeshRuntime.ControlPlane.Yaml;

namespace MeshRuntime.ControlPlane.Resources;

/// <summary>A value, and where it was written: for checks that need more than one document.</summary>
/// <param name="Value">The value.</param>
/// <param name="Place">Its file and line.</param>
/// <param name="Path">Its field.</param>
internal readonly record struct Written<T>(T Value, Place Place, string Path);
