using System.Collections.Immutable;

namespace MeshRuntime.DataPlane.Snapshots;

/// <summary>What one entry of <c>accessControl.policies</c> said. Names are literals: no pattern, compared by case.</summary>
/// <param name="AppId">The caller's app id; required.</param>
/// <param name="TrustDomain">The caller's trust domain; required.</param>
/// <param name="Namespace">The caller's namespace; required.</param>
/// <param name="DefaultAction">Action for operations that no rule covers; null or empty means the default of the whole list.</param>
/// <param name="Operations">Rules in the order written; the order decides. May be <c>default</c>: none.</param>
public sealed record AccessPolicyDescription(
    string AppId,
    string TrustDomain,
    string Namespace,
    string? DefaultAction,
    ImmutableArray<AccessOperationDescription> Operations);
