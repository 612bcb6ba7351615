using MeshRuntime.Abstractions.Components;
using MeshRuntime.ControlPlane.Resources;

namespace MeshRuntime.ControlPlane.Components;

/// <summary>A component that runs, and the resource that it was made from.</summary>
internal sealed record ActiveComponent(ComponentResource Resource, IComponent Instance);
