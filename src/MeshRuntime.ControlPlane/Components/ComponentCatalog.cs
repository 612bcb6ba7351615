using MeshRuntime.Abstractions.Components;

namespace MeshRuntime.ControlPlane.Components;

/// <summary>Finds a component's registration by the type that YAML writes: the category by case, the rest without.</summary>
internal sealed class ComponentCatalog
{
    private readonly Dictionary<string, ComponentRegistration> _byType = new(StringComparer.Ordinal);
    private readonly List<string> _types = [];

    public ComponentCatalog(IReadOnlyList<ComponentRegistration> registrations)
    {
        foreach (var registration in registrations)
        {
            _types.Add(registration.Type);
            foreach (var type in registration.Aliases.Append(registration.Type))
            {
                _byType.Add(Normalise(type), registration);
            }
        }
    }

    public ComponentRegistration? Find(string type) => _byType.GetValueOrDefault(Normalise(type));

    /// <summary>Every type, aliases left out.</summary>
    public IEnumerable<string> TypesOf(string category) => _types.Where(type => ComponentCategory.Of(type) == category);

    /// <summary>Dapr takes an empty version, v0 and v1 for the first one.</summary>
    public static bool HasVersion(ComponentRegistration registration, string version) =>
        version.ToUpperInvariant() is "" or "V0" or "V1"
        || registration.Versions.Contains(version, StringComparer.OrdinalIgnoreCase);

    private static string Normalise(string type)
    {
        var category = ComponentCategory.Of(type);
        return string.Concat(category, type[category.Length..].ToLowerInvariant());
    }
}
