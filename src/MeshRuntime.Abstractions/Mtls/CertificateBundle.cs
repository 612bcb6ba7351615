using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;

namespace MeshRuntime.Abstractions.Mtls;

/// <summary>A leaf with its private key, the certificates between it and the root, and the roots that peers are checked against.</summary>
/// <param name="Leaf">Has its private key; one URI name, the SPIFFE id.</param>
/// <param name="Intermediates">From the leaf's issuer upwards, without the root; empty when the root signed the leaf.</param>
/// <param name="TrustAnchors">Every root whose certificates are accepted; more than one while roots change.</param>
public sealed record CertificateBundle(
    X509Certificate2 Leaf,
    ImmutableArray<X509Certificate2> Intermediates,
    ImmutableArray<X509Certificate2> TrustAnchors);
