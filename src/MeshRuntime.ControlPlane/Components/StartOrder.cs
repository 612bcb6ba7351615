using MeshRuntime.ControlPlane.Resources;

namespace MeshRuntime.ControlPlane.Components;

/// <summary>
/// Orders components for their start: secret stores first, a store that takes secrets from another one after that one; then the rest as the files
/// name them.
/// </summary>
internal static class StartOrder
{
    public static IReadOnlyList<ComponentResource> Of(IReadOnlyList<ComponentResource> components)
    {
        var ordered = new List<ComponentResource>();
        var waiting = components.Where(component => component.Category == ComponentCategory.SecretStores).ToList();
        while (waiting.Count > 0)
        {
            // In a circle nobody is next: the first is started anyway, and its missing store is reported.
            var next = waiting.Find(store => !waiting.Exists(other => other != store && other.Name == store.SecretStore)) ?? waiting[0];
            waiting.Remove(next);
            ordered.Add(next);
        }

        ordered.AddRange(components.Where(component => component.Category != ComponentCategory.SecretStores));
        return ordered;
    }
}
