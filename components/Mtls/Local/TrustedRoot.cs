using System.Security.Cryptography.X509Certificates;

namespace MeshRuntime.Components.Mtls.Local;

/// <summary>One root of <c>ca.crt</c>, with the note that stands above it. The root whose key is <c>ca.key</c> signs, whatever its note says.</summary>
/// <param name="Certificate">The root, without its key.</param>
/// <param name="SignsFrom">The note of the next root: when it begins to sign.</param>
/// <param name="TrustedUntil">The note of the former root: when the last leaf that it signed has ended.</param>
internal sealed record TrustedRoot(X509Certificate2 Certificate, DateTimeOffset? SignsFrom = null, DateTimeOffset? TrustedUntil = null)
{
    public DateTimeOffset End { get; } = Certificate.NotAfter.ToUniversalTime();

    /// <summary>Whether a note says why it is here. What has none, and does not sign, is not ours: such as the parent of an authority that a person put here.</summary>
    public bool IsNoted => SignsFrom is not null || TrustedUntil is not null;
}
