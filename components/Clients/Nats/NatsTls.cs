using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MeshRuntime.Abstractions.Components;

namespace MeshRuntime.Components.Clients.Nats;

/// <summary>How a connection is encrypted. The files are read for each connection, so that certificates can be exchanged while the sidecar runs.</summary>
internal sealed record NatsTls
{
    /// <summary>PEM files; both or none.</summary>
    public string? CertificateFile { get; init; }

    public string? KeyFile { get; init; }

    /// <summary>PEM file of the authorities to trust; null for those of the host.</summary>
    public string? AuthorityFile { get; init; }

    public bool SkipVerification { get; init; }

    /// <summary>True when the settings make no sense without encryption, so that a server without it is refused.</summary>
    public bool IsDemanded => CertificateFile is not null || AuthorityFile is not null || SkipVerification;

    /// <exception cref="ComponentException">A file is missing or holds something else.</exception>
    public SslClientAuthenticationOptions Read(string certificateName)
    {
        var options = new SslClientAuthenticationOptions { TargetHost = certificateName };
        if (AuthorityFile is not null)
        {
            var authorities = new X509Certificate2Collection();
            Load("tls_ca_cert", AuthorityFile, () => authorities.ImportFromPemFile(AuthorityFile));
            if (authorities.Count == 0)
            {
                throw Unusable("tls_ca_cert", AuthorityFile, "it holds no certificate", null);
            }

            options.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            options.CertificateChainPolicy.CustomTrustStore.AddRange(authorities);
        }

        if (CertificateFile is not null)
        {
            Load("tls_client_cert", CertificateFile, () =>
                options.ClientCertificates = [X509Certificate2.CreateFromPemFile(CertificateFile, KeyFile)]);
        }

        if (SkipVerification)
        {
#pragma warning disable CA5359 // The user asked for it by name, and is warned at each start.
            options.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        }

        return options;
    }

    private static void Load(string field, string file, Action load)
    {
        try
        {
            load();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw Unusable(field, file, e.Message, e);
        }
    }

    private static ComponentException Unusable(string field, string file, string why, Exception? inner) => new(
        ComponentFault.Invalid, $"{field}: the file {Path.GetFullPath(file)} cannot be used: {why}. Write the path of a PEM file.", inner);
}
