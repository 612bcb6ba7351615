using System.Collections.Immutable;

namespace MeshRuntime.DataPlane.Snapshots;

/// <summary>What one entry of a policy's <c>operations</c> said.</summary>
/// <param name="Name">The path, with or without its first slash: segments, where <c>*</c> and <c>**</c> are wildcards (see <see cref="RuleTree"/>).</param>
/// <param name="Verbs">HTTP verbs in upper case, or <c>*</c>; apps that speak gRPC ignore them. May be <c>default</c>: none.</param>
/// <param name="Action"><c>allow</c> in any case allows; null, empty or any other text denies.</param>
public sealed record AccessOperationDescription(string Name, ImmutableArray<string> Verbs, string? Action);
