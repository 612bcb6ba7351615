using System.Collections.Immutable;

namespace MeshRuntime.DataPlane.Snapshots;

/// <summary>What <c>spec.accessControl</c> of a Configuration said, checked, before it is compiled into an <see cref="AccessPlan"/>.</summary>
/// <param name="DefaultAction">
/// <c>allow</c> in any case allows, any other text denies. Null means not written: allow (Dapr merges its defaults first). The empty text allows only when
/// <paramref name="Policies"/> is an empty list.
/// </param>
/// <param name="Policies">One for each caller; <c>default</c> means the list was not written, which differs from empty (see above).</param>
public sealed record AccessDescription(string? DefaultAction, ImmutableArray<AccessPolicyDescription> Policies);
