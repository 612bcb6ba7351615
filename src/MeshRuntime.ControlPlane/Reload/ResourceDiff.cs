using MeshRuntime.ControlPlane.Components;
using MeshRuntime.ControlPlane.Resources;

namespace MeshRuntime.ControlPlane.Reload;

/// <summary>What a load changes: the components that stay as they are, and those to start. Whatever is neither ends once the new ones run.</summary>
internal sealed record ResourceDiff(IReadOnlyList<ActiveComponent> Kept, IReadOnlyList<ComponentResource> Starting)
{
    public static ResourceDiff Between(ComponentSet running, IReadOnlyList<ComponentResource> wanted)
    {
        var starting = wanted.Where(resource => running.Find(resource)?.Resource.Fingerprint != resource.Fingerprint).ToHashSet();

        // Who holds secrets of a store that starts anew starts anew too: the store may hold others now. A store may use a store, so until nothing is added.
        bool added;
        do
        {
            var stores = starting.Where(resource => resource.Category == ComponentCategory.SecretStores).Select(store => store.Name).ToHashSet();
            added = wanted.Where(resource => resource.ReadsSecrets && resource.SecretStore is { } store && stores.Contains(store))
                .Aggregate(false, (any, resource) => starting.Add(resource) || any);
        }
        while (added);

        var kept = running.All.Where(active => wanted.Any(resource => resource.Slot == active.Resource.Slot && !starting.Contains(resource))).ToList();
        return new ResourceDiff(kept, [.. wanted.Where(starting.Contains)]);
    }
}
