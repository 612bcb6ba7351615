using System.Formats.Asn1;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.Mtls;

namespace MeshRuntime.Components.Mtls.Local;

/// <summary>Signs leaves with the key of one root.</summary>
internal sealed class LocalAuthority : IDisposable
{
    // 128 random bits, as Dapr's authority and the CA/Browser Forum's rules ask (64 at least).
    private const int SerialBytes = 16;

    private readonly X509Certificate2 _signer;

    private LocalAuthority(RootSet roots, X509Certificate2 signer, string certificateFile)
    {
        Roots = roots;
        _signer = signer;
        CertificateFile = certificateFile;
    }

    /// <summary>Every root of the folder, without keys. Bundles hold them, so they are not disposed here.</summary>
    public RootSet Roots { get; }

    /// <summary>The root that signs.</summary>
    public X509Certificate2 Certificate => Roots.Signer.Certificate;

    /// <summary>Where the root was read from; for messages.</summary>
    public string CertificateFile { get; }

    /// <summary>A self-signed root that may sign leaves only.</summary>
    public static X509Certificate2 CreateRoot(ECDsa key, DateTimeOffset start, DateTimeOffset end)
    {
        // The random part keeps the roots of two hosts apart in messages and trust stores.
        var name = new X500DistinguishedName($"CN=mesh local authority {RandomNumberGenerator.GetHexString(8, lowercase: true)}");
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, hasPathLengthConstraint: true, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request.CreateSelfSigned(start, end);
    }

    /// <exception cref="ArgumentException">The certificate may not sign others.</exception>
    /// <exception cref="CryptographicException">The certificate's own key cannot be used.</exception>
    public static LocalAuthority Join(RootSet roots, ECDsa key, string certificateFile)
    {
        var certificate = roots.Signer.Certificate;
        if (certificate.Extensions.OfType<X509BasicConstraintsExtension>().FirstOrDefault() is not { CertificateAuthority: true })
        {
            throw new ArgumentException("the certificate is not a certificate authority (basicConstraints CA:TRUE is missing).", nameof(roots));
        }

        return new LocalAuthority(roots, certificate.CopyWithPrivateKey(key), certificateFile);
    }

    /// <exception cref="ComponentException">The root is outside its dates.</exception>
    public void EnsureValid(DateTimeOffset now)
    {
        if (now >= Certificate.NotAfter)
        {
            throw new ComponentException(
                ComponentFault.Invalid,
                string.Create(CultureInfo.InvariantCulture, $"the certificate authority {CertificateFile} expired on {Certificate.NotAfter.ToUniversalTime():u} and has no successor. ")
                + $"Let this user write to its folder, with caRotateBefore above 0, or stop every sidecar and delete {Path.GetDirectoryName(CertificateFile)}: the next start makes a new authority.");
        }

        if (now < Certificate.NotBefore)
        {
            throw new ComponentException(
                ComponentFault.Invalid,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the certificate authority {CertificateFile} is good only from {Certificate.NotBefore.ToUniversalTime():u}, and this host's clock says {now.UtcDateTime:u}. Set the clock."));
        }
    }

    /// <exception cref="ComponentException">The root is outside its dates, or the identity does not fit a certificate.</exception>
    public CertificateBundle Issue(WorkloadIdentity identity, TimeSpan lifetime, TimeSpan clockSkew, DateTimeOffset now)
    {
        EnsureValid(now);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(new X500DistinguishedName(""), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(SpiffeName(identity));
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));

        // serverAuth and clientAuth: a sidecar is both.
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(Certificate, includeKeyIdentifier: true, includeIssuerAndSerial: false));

        // A leaf stays within the dates of its root: a verifier refuses the whole chain from then on anyway.
        DateTimeOffset rootStart = Certificate.NotBefore, rootEnd = Certificate.NotAfter;
        var start = now - clockSkew < rootStart ? rootStart : now - clockSkew;
        var end = now + lifetime > rootEnd ? rootEnd : now + lifetime;
        using var leaf = request.Create(_signer, start, end, RandomNumberGenerator.GetBytes(SerialBytes));
        return new CertificateBundle(leaf.CopyWithPrivateKey(key), [], Roots.AnchorsAt(now));
    }

    /// <summary>Whether a leaf issued now would have another issuer, or come with other roots, than this bundle.</summary>
    public bool Differs(CertificateBundle bundle, DateTimeOffset now) =>
        !bundle.Leaf.IssuerName.RawData.AsSpan().SequenceEqual(Certificate.SubjectName.RawData)
        || !bundle.TrustAnchors.Select(root => root.Thumbprint).ToHashSet().SetEquals(Roots.AnchorsAt(now).Select(root => root.Thumbprint));

    public void Dispose() => _signer.Dispose();

    private static X509Extension SpiffeName(WorkloadIdentity identity)
    {
        if (!WorkloadIdentity.TryParse(identity.SpiffeId, out var parsed) || parsed != identity || !Ascii.IsValid(identity.SpiffeId))
        {
            throw new ComponentException(
                ComponentFault.Invalid,
                $"\"{identity.SpiffeId}\" is not a SPIFFE id. App id, namespace and trust domain take letters, digits, '-', '_' and '.'.");
        }

        // Written by hand: SubjectAlternativeNameBuilder takes a Uri, which changes the text (lower-cases the trust domain, escapes the rest), and
        // peers compare the text. GeneralNames ::= SEQUENCE of [6] IA5String.
        var names = new AsnWriter(AsnEncodingRules.DER);
        using (names.PushSequence())
        {
            names.WriteCharacterString(UniversalTagNumber.IA5String, identity.SpiffeId, new Asn1Tag(TagClass.ContextSpecific, 6));
        }

        // Critical because the subject is empty (RFC 5280, 4.2.1.6; SPIFFE X509-SVID, 2).
        return new X509Extension(new Oid("2.5.29.17"), names.Encode(), critical: true);
    }
}
