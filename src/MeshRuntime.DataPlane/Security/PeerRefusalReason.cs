namespace MeshRuntime.DataPlane.Security;

/// <summary>Why two sidecars did not come to speak.</summary>
public enum PeerRefusalReason
{
    /// <summary>We have no certificate of our own yet.</summary>
    NoOwnCertificate,

    /// <summary>The other end does not speak our TLS: plain text, TLS 1.2 or older, no HTTP/2, or it refused us.</summary>
    Handshake,

    /// <summary>The other end did not finish the handshake in time.</summary>
    TooSlow,

    /// <summary>It showed no certificate.</summary>
    NoCertificate,

    /// <summary>Its certificate does not lead to one of our trust anchors.</summary>
    UnknownAuthority,

    /// <summary>A certificate of its chain is not valid yet.</summary>
    NotYetValid,

    /// <summary>A certificate of its chain has expired.</summary>
    Expired,

    /// <summary>Its chain breaks another rule of RFC 5280: a name constraint, an issuer that is no CA, a bad signature.</summary>
    InvalidChain,

    /// <summary>Its certificate could issue others, so it is no workload's.</summary>
    NotALeaf,

    /// <summary>Its certificate is not for this side of a connection (extended key usage).</summary>
    WrongPurpose,

    /// <summary>A key or signature of its chain is too weak or of an unknown kind.</summary>
    WeakCrypto,

    /// <summary>Its certificate does not hold exactly one URI name, a SPIFFE id.</summary>
    NoIdentity,

    /// <summary>It is a workload of another trust domain.</summary>
    OtherTrustDomain,

    /// <summary>It is a workload of another namespace.</summary>
    OtherNamespace,

    /// <summary>It is another app.</summary>
    OtherApp,
}
