using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MeshRuntime.ComponentTests.Kit;

namespace MeshRuntime.ComponentTests.Clients.Nats;

/// <summary>An authority, a server's certificate for 127.0.0.1 and a client's, as PEM files.</summary>
internal sealed record Certificates(string Authority, string ServerCert, string ServerKey, string ClientCert, string ClientKey)
{
    public static async Task<Certificates> MakeAsync(TempFolder folder, string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var authority = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1));
        var made = new Certificates(folder[$"{name}-ca"], folder[$"{name}-server"], folder[$"{name}-server-key"], folder[$"{name}-client"], folder[$"{name}-client-key"]);
        await File.WriteAllTextAsync(made.Authority, authority.ExportCertificatePem());
        await IssueAsync(authority, made.ServerCert, made.ServerKey);
        await IssueAsync(authority, made.ClientCert, made.ClientKey);
        return made;
    }

    /// <summary>The server's settings. Its own patience for a handshake is 2 s, which a busy machine may need for the first one of a process.</summary>
    public string Settings(bool verify) =>
        $$"""tls { cert_file: "{{ServerCert}}", key_file: "{{ServerKey}}", ca_file: "{{Authority}}", verify: {{(verify ? "true" : "false")}}, timeout: 30 }{{"\n"}}""";

    private static async Task IssueAsync(X509Certificate2 authority, string certFile, string keyFile)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=leaf", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var leaf = request.Create(authority, authority.NotBefore, authority.NotAfter, RandomNumberGenerator.GetBytes(8));
        await File.WriteAllTextAsync(certFile, leaf.ExportCertificatePem());
        await File.WriteAllTextAsync(keyFile, key.ExportPkcs8PrivateKeyPem());
    }
}
