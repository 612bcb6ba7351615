using MeshRuntime.ControlPlane.Components;
using MeshRuntime.ControlPlane.Resources;
using MeshRuntime.DataPlane.Snapshots;

namespace MeshRuntime.ControlPlane;

/// <summary>One load that stands: what the files said, what runs because of it, and what requests read.</summary>
internal sealed record Loaded(ResourceSet Resources, ComponentSet Components, MeshSnapshot Snapshot)
{
    /// <summary>Before the first load.</summary>
    public static Loaded Nothing { get; } = new(
        new ResourceSet([], [], ResiliencyRules.Empty, [], ConfigurationResource.Empty, ""), ComponentSet.Empty, MeshSnapshot.Empty);
}
