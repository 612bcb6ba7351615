using System.Collections.Immutable;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MeshRuntime.Abstractions.Mtls;

namespace MeshRuntime.Tests.DataPlane.Security;

/// <summary>Issues certificates in memory, good ones and bad ones.</summary>
internal sealed class TestAuthority
{
    private static readonly DateTimeOffset RootFrom = LeafSpec.From.AddDays(-30);
    private static readonly DateTimeOffset RootTo = LeafSpec.To.AddDays(30);

    private readonly ImmutableArray<X509Certificate2> _intermediates = [];

    public TestAuthority(string name = "CN=mesh", bool isAuthority = true)
    {
        Root = Certificate = NewAuthority(name, isAuthority).CreateSelfSigned(RootFrom, RootTo);
    }

    private TestAuthority(TestAuthority parent, bool isAuthority, string? onlyDomain)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Root = parent.Root;
        var request = NewAuthority("CN=intermediate", isAuthority, key);
        if (onlyDomain is not null)
        {
            request.CertificateExtensions.Add(NameConstraints(onlyDomain));
        }

        Certificate = request.Create(parent.Certificate, RootFrom, RootTo, NewSerial()).CopyWithPrivateKey(key);
        _intermediates = [Certificate, .. parent._intermediates];
    }

    public X509Certificate2 Root { get; }

    public X509Certificate2 Certificate { get; }

    public TestAuthority Intermediate(bool isAuthority = true, string? onlyDomain = null) => new(this, isAuthority, onlyDomain);

    public CertificateBundle Issue(LeafSpec spec, params X509Certificate2[] anchors) =>
        new(NewLeaf(spec), _intermediates, anchors.Length == 0 ? [Root] : [.. anchors]);

    private X509Certificate2 NewLeaf(LeafSpec spec)
    {
        var key = spec.Key ?? ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = key is RSA rsa
            ? new CertificateRequest(spec.Subject, rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new CertificateRequest(spec.Subject, (ECDsa)key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(spec.IsAuthority, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(spec.Usage, true));
        if (spec.Purposes.Length > 0)
        {
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([.. spec.Purposes.Select(oid => new Oid(oid))], false));
        }

        if (spec.Uris.Length > 0)
        {
            var names = new SubjectAlternativeNameBuilder();
            names.AddDnsName("localhost");
            Array.ForEach(spec.Uris, uri => names.AddUri(new Uri(uri)));
            request.CertificateExtensions.Add(names.Build());
        }

        var signer = spec.Signer ?? X509SignatureGenerator.CreateForECDsa(Certificate.GetECDsaPrivateKey()!);
        var leaf = request.Create(Certificate.SubjectName, signer, LeafSpec.From, spec.NotAfter, NewSerial());
        return key is RSA own ? leaf.CopyWithPrivateKey(own) : leaf.CopyWithPrivateKey((ECDsa)key);
    }

    private static CertificateRequest NewAuthority(string name, bool isAuthority, ECDsa? key = null)
    {
        var request = new CertificateRequest(name, key ?? ECDsa.Create(ECCurve.NamedCurves.nistP256), HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(
            isAuthority ? X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign : X509KeyUsageFlags.DigitalSignature, true));
        return request;
    }

    // NameConstraints ::= SEQUENCE { permittedSubtrees [0] { SEQUENCE { uniformResourceIdentifier [6] host } } } (RFC 5280 4.2.1.10)
    private static X509Extension NameConstraints(string uriHost)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
        using (writer.PushSequence())
        {
            writer.WriteCharacterString(UniversalTagNumber.IA5String, uriHost, new Asn1Tag(TagClass.ContextSpecific, 6));
        }

        return new X509Extension("2.5.29.30", writer.Encode(), critical: true);
    }

    private static byte[] NewSerial() => RandomNumberGenerator.GetBytes(16);
}
