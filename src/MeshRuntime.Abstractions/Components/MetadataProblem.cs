namespace MeshRuntime.Abstractions.Components;

/// <summary>One thing that is wrong with a component's metadata.</summary>
/// <param name="Place"><c>file:line</c> of the entry; null when the entry is missing.</param>
/// <param name="Field">The metadata name.</param>
/// <param name="What">What is wrong, without the value when it is a secret.</param>
/// <param name="Cure">What to write instead.</param>
public sealed record MetadataProblem(string? Place, string Field, string What, string Cure);
