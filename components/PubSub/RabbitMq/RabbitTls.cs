using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MeshRuntime.Abstractions.Components;
using RabbitMQ.Client;

namespace MeshRuntime.Components.PubSub.RabbitMq;

/// <summary>How the connection is encrypted. The broker's certificate is always verified, against the name in its address.</summary>
/// <param name="Anchors">The only authorities that are trusted; empty for those of the system.</param>
/// <param name="Own">What this side shows, if anything.</param>
internal sealed record RabbitTls(X509Certificate2Collection Anchors, SslStreamCertificateContext? Own)
{
    private const string PemCure = "write the text of a PEM file, from its first -----BEGIN to its last -----END line";

    /// <summary>Reads the certificates; null without TLS.</summary>
    public static RabbitTls? Read(ComponentMetadata metadata, RabbitAddress address, out bool external)
    {
        var anchors = ReadAnchors(metadata);
        var certificate = metadata.OptionalText("clientCert");
        var key = metadata.OptionalText("clientKey");
        external = metadata.Flag("saslExternal", false);
        if ((certificate is null) != (key is null))
        {
            metadata.Report("clientCert", "and clientKey come together", "write both, or neither");
        }

        var own = certificate is not null && key is not null ? ReadOwn(metadata, certificate, key) : null;
        if (external && (anchors.Count == 0 || own is null))
        {
            metadata.Report("saslExternal", "needs certificates: they take the place of the password", "set caCert, clientCert and clientKey");
        }

        if (!address.IsTls && (anchors.Count > 0 || own is not null || external))
        {
            metadata.Report(anchors.Count > 0 ? "caCert" : own is null ? "saslExternal" : "clientCert", "is for TLS, and the address is without", "write amqps:// in the address");
        }

        return address.IsTls ? new RabbitTls(anchors, own) : null;
    }

    /// <summary>The same in the client's words.</summary>
    public SslOption For(string host)
    {
        var option = new SslOption { Enabled = true, ServerName = host, ClientCertificateContext = Own };
        if (Anchors.Count > 0)
        {
            option.CertificateValidationCallback = IsTrusted;
        }

        return option;
    }

    private bool IsTrusted(object sender, X509Certificate? certificate, X509Chain? sent, SslPolicyErrors errors)
    {
        // Only the doubt about the authority can be settled here; a wrong name or no certificate stays wrong.
        if (certificate is not X509Certificate2 leaf || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None)
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(Anchors);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.1")); // TLS server
        if (sent is not null)
        {
            chain.ChainPolicy.ExtraStore.AddRange(sent.ChainPolicy.ExtraStore);
        }

        return chain.Build(leaf);
    }

    private static X509Certificate2Collection ReadAnchors(ComponentMetadata metadata)
    {
        var anchors = new X509Certificate2Collection();
        if (metadata.OptionalText("caCert") is not { } pem)
        {
            return anchors;
        }

        try
        {
            anchors.ImportFromPem(pem);
        }
        catch (CryptographicException)
        {
            // Reported below.
        }

        if (anchors.Count == 0)
        {
            metadata.Report("caCert", "holds no certificate", PemCure);
        }

        return anchors;
    }

    private static SslStreamCertificateContext? ReadOwn(ComponentMetadata metadata, string certificate, string key)
    {
        try
        {
            using var leaf = X509Certificate2.CreateFromPem(certificate, key);
            var rest = new X509Certificate2Collection();
            rest.ImportFromPem(certificate);

            // Through PKCS#12: Windows and macOS cannot use a key that exists in memory only.
            var own = X509CertificateLoader.LoadPkcs12(leaf.Export(X509ContentType.Pkcs12), password: null);
            return SslStreamCertificateContext.Create(own, rest, offline: true);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            metadata.Report("clientCert", "and clientKey are not a certificate and its key", PemCure);
            return null;
        }
    }
}
