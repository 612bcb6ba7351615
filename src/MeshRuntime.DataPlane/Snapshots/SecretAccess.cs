using System.Collections.Frozen;

namespace MeshRuntime.DataPlane.Snapshots;

/// <summary>
/// Which secrets of one store our app may read (<c>spec.secrets.scopes</c> of a Configuration). Names are compared by case, without patterns. What a
/// component's own metadata refers to is not asked about.
/// </summary>
public sealed record SecretAccess
{
    /// <summary>Nothing is restricted.</summary>
    public static SecretAccess Open { get; } = new();

    /// <summary>When not empty, the only secrets there are: the two below then say nothing (Dapr).</summary>
    public FrozenSet<string> Allowed { get; init; } = FrozenSet<string>.Empty;

    /// <summary>Secrets that are refused.</summary>
    public FrozenSet<string> Denied { get; init; } = FrozenSet<string>.Empty;

    /// <summary>What holds for a secret that nobody named.</summary>
    public bool AllowsByDefault { get; init; } = true;

    /// <summary>True when our app may read a secret.</summary>
    public bool Allows(string secret) => Allowed.Count > 0 ? Allowed.Contains(secret) : AllowsByDefault && !Denied.Contains(secret);
}
