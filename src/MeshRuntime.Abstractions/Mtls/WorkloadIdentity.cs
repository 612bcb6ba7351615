using System.Diagnostics.CodeAnalysis;

namespace MeshRuntime.Abstractions.Mtls;

/// <summary>Who a sidecar is, as its certificate says: <c>spiffe://trust-domain/ns/namespace/app-id</c> (SPIFFE ID; Dapr's path layout).</summary>
/// <param name="TrustDomain">Default <c>public</c> (Dapr, self-hosted).</param>
/// <param name="Namespace">Default <c>default</c>.</param>
/// <param name="AppId">The app id.</param>
public sealed record WorkloadIdentity(string TrustDomain, string Namespace, string AppId)
{
    private const string Scheme = "spiffe://";

    /// <summary>The SPIFFE id that stands in the certificate's only URI name.</summary>
    public string SpiffeId { get; } = $"{Scheme}{TrustDomain}/ns/{Namespace}/{AppId}";

    /// <summary>Reads a SPIFFE id of exactly the form <c>spiffe://td/ns/namespace/app</c>; names are literals, compared by case.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out WorkloadIdentity? identity)
    {
        identity = null;
        if (text is null || !text.StartsWith(Scheme, StringComparison.Ordinal))
        {
            return false;
        }

        var parts = text[Scheme.Length..].Split('/');
        if (parts is not [{ Length: > 0 } domain, "ns", { Length: > 0 } space, { Length: > 0 } app] || text.AsSpan().ContainsAny("?#%"))
        {
            return false;
        }

        identity = new WorkloadIdentity(domain, space, app);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => SpiffeId;
}
