using MeshRuntime.DataPlane.Resilience;
using MeshRuntime.DataPlane.Snapshots;

namespace MeshRuntime.DataPlane.Outbound;

/// <summary>The policies around calls to one target, as one snapshot has them.</summary>
/// <param name="Plan">The snapshot's plan.</param>
/// <param name="Configured">What configuration put around the calls.</param>
/// <param name="BuiltIn">The built-in retry, inside of that.</param>
/// <param name="Breakers">The breakers; null when no policy wants any.</param>
internal sealed record TargetScope(ServicePlan Plan, PolicyScope Configured, PolicyScope BuiltIn, BreakerTable? Breakers);
