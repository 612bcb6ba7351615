using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using MeshRuntime.Abstractions.Mtls;

namespace MeshRuntime.DataPlane.Security;

/// <summary>Holds what one certificate bundle gives to handshakes: made once, used by every handshake until the next bundle.</summary>
internal sealed class TlsMaterial
{
    private readonly SslStreamCertificateContext _own;

    public TlsMaterial(CertificateBundle bundle, WorkloadIdentity identity, TimeProvider time)
    {
        Identity = identity;
        Verification = new PeerVerification([.. bundle.TrustAnchors], time);
        // Offline: the chain we send is in the bundle, nothing is fetched.
        _own = SslStreamCertificateContext.Create(bundle.Leaf, [.. bundle.Intermediates], offline: true);
    }

    public WorkloadIdentity Identity { get; }

    public PeerVerification Verification { get; }

    // No resumption on either side: a resumed session shows no certificate, so it would outlive a bundle whose anchors no longer trust the peer.
    // Connections live long; what it would save is small. 0-RTT needs resumption, so it is off with it.
    public SslServerAuthenticationOptions ServerOptions(RemoteCertificateValidationCallback verify) => new()
    {
        ServerCertificateContext = _own,
        ClientCertificateRequired = true,
        RemoteCertificateValidationCallback = verify,
        CertificateChainPolicy = Verification.PolicyFor(PeerSide.Client),
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        EnabledSslProtocols = SslProtocols.Tls13,
        ApplicationProtocols = [SslApplicationProtocol.Http2],
        AllowRenegotiation = false,
        AllowTlsResume = false,
    };

    // No TargetHost: there is no name to send, the SPIFFE id is what we check.
    public SslClientAuthenticationOptions ClientOptions(RemoteCertificateValidationCallback verify) => new()
    {
        ClientCertificateContext = _own,
        RemoteCertificateValidationCallback = verify,
        CertificateChainPolicy = Verification.PolicyFor(PeerSide.Server),
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        EnabledSslProtocols = SslProtocols.Tls13,
        ApplicationProtocols = [SslApplicationProtocol.Http2],
        AllowRenegotiation = false,
        AllowTlsResume = false,
    };
}
