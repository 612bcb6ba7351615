using System.Security.Cryptography.X509Certificates;

namespace MeshRuntime.DataPlane.Security;

/// <summary>Knows which keys and signatures are strong enough; what it does not know is not (NIST SP 800-57: 112 bits and more).</summary>
internal static class CertificateStrength
{
    private const int MinRsaBits = 2048;
    private const int MinCurveBits = 256;

    public static bool HasStrongKey(X509Certificate2 certificate)
    {
        using var rsa = certificate.PublicKey.GetRSAPublicKey();
        using var curve = rsa is null ? certificate.PublicKey.GetECDsaPublicKey() : null;
        return rsa?.KeySize >= MinRsaBits || curve?.KeySize >= MinCurveBits;
    }

    // RSASSA-PSS is not here: its hash stands in its parameters, and SHA-1 is their default.
    public static bool HasStrongSignature(X509Certificate2 certificate) => certificate.SignatureAlgorithm.Value is
        "1.2.840.113549.1.1.11" or "1.2.840.113549.1.1.12" or "1.2.840.113549.1.1.13" // RSA with SHA-256, -384, -512
        or "1.2.840.10045.4.3.2" or "1.2.840.10045.4.3.3" or "1.2.840.10045.4.3.4"; // ECDSA with the same
}
