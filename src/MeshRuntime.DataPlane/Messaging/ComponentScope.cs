using MeshRuntime.DataPlane.Resilience;

namespace MeshRuntime.DataPlane.Messaging;

/// <summary>What surrounds one direction of a component.</summary>
/// <param name="Policies">The policies.</param>
/// <param name="Breaker">The component's breaker; null when this direction has none.</param>
internal readonly record struct ComponentScope(PolicyScope Policies, Breaker? Breaker);
