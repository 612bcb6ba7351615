using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MeshRuntime.Abstractions.Components;

namespace MeshRuntime.Components.Clients.Resp;

/// <summary>
/// Reads the fields that every Redis component has for its connection. Names and units are Dapr's: a bare number is of milliseconds. Fields of its
/// connection pool are known and have no effect, since one connection serves all; what we cannot do is refused, not ignored.
/// </summary>
internal static class RedisFields
{
    private const string NotHere = "is not supported here";

    private static readonly string[] WithoutEffect =
    [
        "redisMaxRetries", "redisMinRetryInterval", "redisMaxRetryInterval", "poolSize", "poolTimeout", "minIdleConns", "maxConnAge", "idleTimeout",
        "idleCheckFrequency",
    ];

    private static readonly string[] OidcFields =
    [
        "oidcTokenEndpoint", "oidcClientID", "oidcClientAssertionCert", "oidcClientAssertionKey", "oidcResource", "oidcAudience", "oidcKid", "oidcScopes",
        "oidcCACert",
    ];

    public static RespOptions Read(ComponentContext context)
    {
        var metadata = context.Metadata;
        Refuse(metadata);
        foreach (var field in WithoutEffect)
        {
            _ = metadata.OptionalText(field);
        }

        var (host, port) = ReadAddress(metadata);
        var readTimeout = Timeout(metadata, "readTimeout", TimeSpan.FromSeconds(3));
        return new RespOptions
        {
            Host = host,
            Port = port,
            Username = metadata.OptionalText("redisUsername"),
            Password = metadata.OptionalText("redisPassword"),
            Database = (int)metadata.Integer("redisDB", 0, 0, int.MaxValue),
            Tls = ReadTls(metadata),
            ClientName = new string([.. $"mesh-{context.AppId}".Select(letter => letter is > ' ' and < '\x7f' ? letter : '-')]),
            DialTimeout = Timeout(metadata, "dialTimeout", TimeSpan.FromSeconds(5)),
            ReadTimeout = readTimeout,
            WriteTimeout = Timeout(metadata, "writeTimeout", readTimeout),
        };
    }

    /// <summary>A Go duration, or a bare number of milliseconds.</summary>
    public static TimeSpan Duration(ComponentMetadata metadata, string name, TimeSpan defaultValue, TimeSpan min, TimeSpan max)
    {
        var text = metadata.OptionalText(name);
        if (text is null)
        {
            return defaultValue;
        }

        if (GoDuration.TryParse(text, TimeSpan.FromMilliseconds(1), out var duration) && duration >= min && duration <= max)
        {
            return duration;
        }

        metadata.Report(
            name,
            $"\"{text}\" is not a duration in range",
            $"write milliseconds, or a duration such as 5s, from {GoDuration.Format(min)} to {GoDuration.Format(max)}");
        return defaultValue;
    }

    private static TimeSpan Timeout(ComponentMetadata metadata, string name, TimeSpan defaultValue) =>

        // Dapr's "never" is not taken literally: a dead peer must be noticed.
        metadata.OptionalText(name) is null or "-1" or "-2" or "0"
            ? defaultValue
            : Duration(metadata, name, defaultValue, TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1));

    private static void Refuse(ComponentMetadata metadata)
    {
        var type = metadata.Text("redisType", "node");
        if (type.Equals("cluster", StringComparison.OrdinalIgnoreCase))
        {
            metadata.Report("redisType", $"cluster {NotHere}", "use a single server, or another broker");
        }
        else if (!type.Equals("node", StringComparison.OrdinalIgnoreCase))
        {
            metadata.Report("redisType", $"\"{type}\" is no type of Redis", "write node");
        }

        if (metadata.Flag("failover", false))
        {
            metadata.Report("failover", $"Redis Sentinel {NotHere}", "name the primary in redisHost, by a name that follows it");
        }

        foreach (var field in (string[])["sentinelMasterName", "sentinelUsername", "sentinelPassword"])
        {
            _ = metadata.OptionalText(field);
        }

        // Both names, since the older one is an alias.
        if (metadata.OptionalText("useEntraID", "useAzureAD") is not null && (metadata.Flag("useEntraID", false) || metadata.Flag("useAzureAD", false)))
        {
            metadata.Report("useEntraID", NotHere, "use redisUsername and redisPassword");
        }

        if (metadata.Flag("useOIDC", false))
        {
            metadata.Report("useOIDC", NotHere, "use redisUsername and redisPassword");
        }

        foreach (var field in OidcFields)
        {
            _ = metadata.OptionalText(field);
        }
    }

    private static (string Host, int Port) ReadAddress(ComponentMetadata metadata)
    {
        var host = metadata.RequiredText("redisHost", "write the host of the server, such as localhost:6379").Trim();
        var port = (int)metadata.Integer("redisPort", 0, 1, 65535);
        if (host.Contains(',', StringComparison.Ordinal))
        {
            metadata.Report("redisHost", "names several servers, which only a cluster or Sentinel has; neither is supported here", "name one server");
            return ("localhost", 6379);
        }

        // "[::1]:6379", "host:6379", "host", "::1".
        var colon = host.LastIndexOf(':');
        var hasPort = colon > 0 && (host[colon - 1] == ']' || host.IndexOf(':', StringComparison.Ordinal) == colon);
        if (!hasPort)
        {
            return (host.Trim('[', ']'), port == 0 ? 6379 : port);
        }

        if (!ushort.TryParse(host[(colon + 1)..], out var own) || own == 0)
        {
            metadata.Report("redisHost", "has no port behind the colon", "write host:port, such as localhost:6379");
        }
        else if (port != 0 && port != own)
        {
            metadata.Report("redisPort", $"is {port}, but redisHost says {own}", "remove one of the two");
        }

        return (host[..colon].Trim('[', ']'), own);
    }

    private static RespTls? ReadTls(ComponentMetadata metadata)
    {
        var isOn = metadata.Flag("enableTLS", false);
        var skipVerify = metadata.Flag("insecureSkipTLSVerify", false);
        var (certificate, key) = (metadata.OptionalText("clientCert"), metadata.OptionalText("clientKey"));
        var anchors = Read(metadata, "caCert", metadata.OptionalText("caCert"));
        if (certificate is null != key is null)
        {
            metadata.Report(certificate is null ? "clientCert" : "clientKey", "is missing", "give clientCert and clientKey, both as PEM, or neither");
        }

        var own = certificate is not null && key is not null ? ReadOwn(metadata, certificate, key) : null;
        return isOn ? new RespTls(skipVerify, own, anchors) : null;
    }

    private static SslStreamCertificateContext? ReadOwn(ComponentMetadata metadata, string certificate, string key)
    {
        try
        {
            return SslStreamCertificateContext.Create(
                X509Certificate2.CreateFromPem(certificate, key), Read(metadata, "clientCert", certificate), offline: true);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            metadata.Report("clientCert", "and clientKey are not a certificate and its key", "write both as PEM, the text itself and not a path");
            return null;
        }
    }

    private static X509Certificate2Collection Read(ComponentMetadata metadata, string field, string? pem)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(pem);
        }
        catch (CryptographicException)
        {
            certificates.Clear();
        }

        if (pem is not null && certificates.Count == 0)
        {
            metadata.Report(field, "holds no certificate", "write it as PEM, the text itself and not a path");
        }

        return certificates;
    }
}
