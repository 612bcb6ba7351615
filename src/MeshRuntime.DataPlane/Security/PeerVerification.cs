using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MeshRuntime.DataPlane.Security;

/// <summary>
/// Decides whether a peer's certificate is good: an X509-SVID that leads to one of our anchors. Who it is for is the caller's question.
/// Trust is the answer of <see cref="X509Chain.Build(X509Certificate2)"/> and nothing else; <see cref="X509Chain.ChainStatus"/> only explains a
/// refusal (CVE-2024-0057: code that trusted by reading it could be fooled).
/// </summary>
internal sealed class PeerVerification(X509Certificate2Collection anchors, TimeProvider time)
{
    private static readonly Oid ServerPurpose = new("1.3.6.1.5.5.7.3.1");
    private static readonly Oid ClientPurpose = new("1.3.6.1.5.5.7.3.2");

    /// <summary>For <see cref="System.Net.Security.SslStream"/>, which builds a chain of its own before it asks us: it must not reach for the network.</summary>
    public X509ChainPolicy PolicyFor(PeerSide side) => PolicyFor(side, anchors);

    /// <summary>Checks a certificate and the intermediates its owner sent with it; null means good.</summary>
    public PeerRefusal? Check(X509Certificate2? certificate, X509Certificate2Collection? sent, PeerSide side)
    {
        if (certificate is null)
        {
            return new PeerRefusal(
                PeerRefusalReason.NoCertificate, "it showed no certificate; only sidecars with mTLS on may connect to this port");
        }

        // One anchor at a time: OpenSSL picks an issuer by name and does not go back, so of two roots with one name, as a change of roots has
        // them, it may take the wrong one and find the signature bad.
        var refusal = new PeerRefusal(PeerRefusalReason.UnknownAuthority, "we trust no authority");
        foreach (var anchor in anchors)
        {
            var found = CheckAgainst(anchor, certificate, sent, side);
            if (found is null)
            {
                return null;
            }

            // An anchor that its chain leads to says more than one that it does not.
            refusal = refusal.Reason == PeerRefusalReason.UnknownAuthority ? found : refusal;
        }

        return refusal;
    }

    private PeerRefusal? CheckAgainst(X509Certificate2 anchor, X509Certificate2 certificate, X509Certificate2Collection? sent, PeerSide side)
    {
        using var chain = new X509Chain { ChainPolicy = PolicyFor(side, [anchor]) };
        chain.ChainPolicy.ExtraStore.AddRange(sent ?? []);
        try
        {
            return !chain.Build(certificate) ? ChainExplanation.Of(chain, certificate, time)
                : CheckCrypto(chain) ?? CheckLeaf(certificate, side);
        }
        catch (CryptographicException failure)
        {
            return new PeerRefusal(PeerRefusalReason.InvalidChain, $"its certificate cannot be read: {PeerIdentity.Printable(failure.Message)}");
        }
        finally
        {
            foreach (var element in chain.ChainElements)
            {
                element.Certificate.Dispose();
            }
        }
    }

    private X509ChainPolicy PolicyFor(PeerSide side, X509Certificate2Collection trusted)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            // Leaves live for hours and there is no revocation list; a download would let a stranger's certificate make us call an address.
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
            VerificationTime = time.GetUtcNow().UtcDateTime,
        };
        policy.CustomTrustStore.AddRange(trusted);
        policy.ApplicationPolicy.Add(PurposeOf(side));
        return policy;
    }

    private static PeerRefusal? CheckCrypto(X509Chain chain)
    {
        for (var i = 0; i < chain.ChainElements.Count; i++)
        {
            // The anchor's own signature proves nothing: it is trusted because it is in our bundle.
            var isAnchor = i == chain.ChainElements.Count - 1;
            var certificate = chain.ChainElements[i].Certificate;
            if (!CertificateStrength.HasStrongKey(certificate) || (!isAnchor && !CertificateStrength.HasStrongSignature(certificate)))
            {
                return new PeerRefusal(
                    PeerRefusalReason.WeakCrypto,
                    $"\"{PeerIdentity.Printable(certificate.Subject)}\" in its chain has a weak or unknown key or signature; "
                    + "use ECDSA, or RSA with 2048 bits or more, and SHA-256 or better");
            }
        }

        return null;
    }

    private static PeerRefusal? CheckLeaf(X509Certificate2 leaf, PeerSide side)
    {
        var extensions = leaf.Extensions;
        if (extensions.OfType<X509BasicConstraintsExtension>().Any(constraints => constraints.CertificateAuthority)
            || extensions.OfType<X509KeyUsageExtension>().Any(usage =>
                (usage.KeyUsages & (X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign)) != 0))
        {
            return new PeerRefusal(
                PeerRefusalReason.NotALeaf, "its certificate may issue certificates; a workload's must not (no CA, no certSign, no crlSign)");
        }

        // Build takes a certificate without the extension for one of every purpose; we do not.
        var purpose = PurposeOf(side).Value;
        if (!extensions.OfType<X509EnhancedKeyUsageExtension>().Any(usage =>
            usage.EnhancedKeyUsages.Cast<Oid>().Any(oid => oid.Value == purpose)))
        {
            return new PeerRefusal(
                PeerRefusalReason.WrongPurpose, $"its certificate is not for a {side.ToString().ToLowerInvariant()} (extended key usage {purpose} is missing)");
        }

        return PeerIdentity.From(leaf) is not null ? null : new PeerRefusal(
            PeerRefusalReason.NoIdentity, "its certificate must hold exactly one URI name of the form spiffe://trust-domain/ns/namespace/app-id");
    }

    private static Oid PurposeOf(PeerSide side) => side == PeerSide.Server ? ServerPurpose : ClientPurpose;
}
