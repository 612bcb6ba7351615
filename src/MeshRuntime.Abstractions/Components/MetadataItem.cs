namespace MeshRuntime.Abstractions.Components;

/// <summary>One resolved entry of <c>spec.metadata</c>.</summary>
/// <param name="Name">As written; compared without case.</param>
/// <param name="Value">The text of the value, secrets already filled in.</param>
/// <param name="Place">Where it stands, as <c>file:line</c>; shown in problems.</param>
/// <param name="IsSecret">True when the value came from a secret store or the environment: it never appears in a message.</param>
public sealed record MetadataItem(string Name, string Value, string Place, bool IsSecret = false);
