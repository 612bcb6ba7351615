using MeshRuntime.ControlPlane.Yaml;

namespace MeshRuntime.ControlPlane.Resources;

/// <summary>One entry of a component's <c>spec.metadata</c>, as written.</summary>
/// <param name="Name">The field.</param>
/// <param name="Value">Its text; a value that is no string keeps its JSON text; null when absent or empty.</param>
/// <param name="Secret">Where to take the value from instead.</param>
/// <param name="EnvironmentVariable">The variable to take the value from when there is none here.</param>
/// <param name="Place">Where the entry stands.</param>
/// <param name="IsSecret">The value holds text of the environment already.</param>
internal sealed record MetadataEntry(
    string Name, string? Value, SecretReference? Secret, string? EnvironmentVariable, Place Place, bool IsSecret = false);
