namespace MeshRuntime.Abstractions.Components;

/// <summary>One line of the list of built-in components: a type as YAML writes it, and how to make one.</summary>
/// <param name="Type"><c>category.implementation</c>, such as <c>secretstores.local.file</c>. The category is compared by case, the rest is not.</param>
/// <param name="Create">
/// Makes the component. Reads all of its metadata here, so that every mistake is reported at once; opens nothing.
/// </param>
/// <param name="Aliases">Other spellings of the same type.</param>
public sealed record ComponentRegistration(string Type, Func<ComponentContext, IComponent> Create, params string[] Aliases)
{
    /// <summary>The versions that YAML may ask for; an empty <c>spec.version</c> means the first. Default: <c>v1</c>.</summary>
    public IReadOnlyList<string> Versions { get; init; } = ["v1"];
}
