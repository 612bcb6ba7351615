using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MeshRuntime.ComponentTests.Kit;

/// <summary>An authority, and a server's certificate for 127.0.0.1 and localhost from it, as files of a folder that is gone with the test.</summary>
internal sealed class BrokerCertificates : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _authority;

    public BrokerCertificates()
    {
        var request = new CertificateRequest("CN=broker test authority", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        _authority = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1));
        var (certificate, key) = Issue("server");
        File.WriteAllText(_folder["ca.pem"], AuthorityPem);
        File.WriteAllText(_folder["server.pem"], certificate);
        File.WriteAllText(_folder["server.key"], key);
    }

    public string Folder => _folder.Path;

    public string AuthorityPem => _authority.ExportCertificatePem();

    /// <summary>A certificate and its key, as PEM, for the addresses of this host.</summary>
    public (string Certificate, string Key) Issue(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var issued = request.Create(_authority, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(12), RandomNumberGenerator.GetBytes(8));
        return (issued.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    public void Dispose()
    {
        _authority.Dispose();
        _key.Dispose();
        _folder.Dispose();
    }
}
