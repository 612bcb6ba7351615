using MeshRuntime.Abstractions.Components;
using MeshRuntime.ControlPlane.Resources;
using MeshRuntime.DataPlane.Snapshots;

namespace MeshRuntime.ControlPlane.Components;

/// <summary>A component that was made or runs, and the resource that it was made from.</summary>
internal sealed record ActiveComponent(ComponentResource Resource, IComponent Instance)
{
    /// <summary>What its metadata says to the sidecar, if it is a broker.</summary>
    public PubSubPlan? PubSub { get; init; }
}
