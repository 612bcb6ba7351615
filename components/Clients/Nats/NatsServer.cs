using System.Globalization;

namespace MeshRuntime.Components.Clients.Nats;

/// <summary>Where one server can be reached.</summary>
internal sealed record NatsServer(string Host, int Port)
{
    private const int DefaultPort = 4222;

    /// <summary>The name that the server's certificate must have; differs from the host for addresses that the cluster told.</summary>
    public string CertificateName { get; init; } = Host;

    /// <summary>True when the URL demands TLS, whatever the server says.</summary>
    public bool RequiresTls { get; init; }

    /// <summary>What stood before the <c>@</c>; null when nothing did.</summary>
    public NatsCredentials? Credentials { get; init; }

    /// <summary>Reads <c>nats://user:password@host:port</c>, <c>tls://…</c> or <c>host:port</c>; a user without a password is a token.</summary>
    public static NatsServer? Parse(string text)
    {
        var url = text.Contains("://", StringComparison.Ordinal) ? text : $"nats://{text}";
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("nats" or "tls") || uri.Host.Length == 0)
        {
            return null;
        }

        return new NatsServer(uri.IdnHost, uri.Port < 0 ? DefaultPort : uri.Port)
        {
            RequiresTls = uri.Scheme == "tls",
            Credentials = ReadCredentials(uri.UserInfo),
        };
    }

    /// <summary>Without credentials: it stands in messages.</summary>
    public override string ToString() =>
        Host.Contains(':', StringComparison.Ordinal)
            ? string.Create(CultureInfo.InvariantCulture, $"[{Host}]:{Port}")
            : string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");

    private static NatsCredentials? ReadCredentials(string text)
    {
        if (text.Length == 0)
        {
            return null;
        }

        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0
            ? new NatsCredentials { Token = Uri.UnescapeDataString(text) }
            : new NatsCredentials { User = Uri.UnescapeDataString(text[..colon]), Password = Uri.UnescapeDataString(text[(colon + 1)..]) };
    }
}
