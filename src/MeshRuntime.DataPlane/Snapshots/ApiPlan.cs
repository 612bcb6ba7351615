using System.Collections.Frozen;

namespace MeshRuntime.DataPlane.Snapshots;

/// <summary>
/// Which parts of the API are switched on (<c>spec.api.allowed</c> and <c>denied</c> of a Configuration). Denied wins; one allowed entry switches
/// everything else of that protocol off. Health is always on.
/// </summary>
/// <param name="Allowed">The allowed parts of one protocol; empty allows all.</param>
/// <param name="Denied">The denied parts of that protocol.</param>
public sealed record ApiPlan(FrozenSet<ApiPart> Allowed, FrozenSet<ApiPart> Denied)
{
    /// <summary>Nothing is switched off.</summary>
    public static ApiPlan Everything { get; } = new(FrozenSet<ApiPart>.Empty, FrozenSet<ApiPart>.Empty);

    /// <summary>True when requests to a part of the API are served.</summary>
    public bool Serves(ApiPart part) => !Denied.Contains(part) && (Allowed.Count == 0 || Allowed.Contains(part));
}

/// <summary>One switchable part of the API.</summary>
/// <param name="Version">The short form: <c>v1</c>, <c>v1alpha1</c>, <c>v1alpha2</c>, <c>v1beta1</c>.</param>
/// <param name="Name">Dapr's name of the group: <c>invoke</c>, <c>metadata</c>, <c>secrets</c> …</param>
public readonly record struct ApiPart(string Version, string Name);
