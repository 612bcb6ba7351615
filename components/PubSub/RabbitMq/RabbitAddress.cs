using System.Globalization;
using MeshRuntime.Abstractions.Components;

namespace MeshRuntime.Components.PubSub.RabbitMq;

/// <summary>Where the broker is, and who we are there.</summary>
internal sealed record RabbitAddress(string Host, int Port, string VirtualHost, string User, string Password, bool IsTls)
{
    private const string Cure = "write amqp://user:password@host:5672/vhost, or amqps:// for TLS";

    /// <summary>Host and port, for people.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");

    /// <summary>Reads a connection string, or else protocol, hostname, username and password.</summary>
    public static RabbitAddress Read(ComponentMetadata metadata)
    {
        var connection = metadata.OptionalText("connectionString", "host");
        var protocol = metadata.OptionalText("protocol")?.ToLowerInvariant();
        var host = metadata.Text("hostname", "localhost");
        var user = metadata.OptionalText("username");
        var password = metadata.OptionalText("password");
        if (protocol is not (null or "amqp" or "amqps"))
        {
            metadata.Report("protocol", "is no protocol of RabbitMQ that is spoken here", "write amqp, or amqps for TLS");
            protocol = null;
        }

        var field = connection is null ? "hostname" : "connectionString";
        if (!Uri.TryCreate(connection ?? $"{protocol ?? "amqp"}://{host}", UriKind.Absolute, out var uri)
            || uri.Scheme is not ("amqp" or "amqps")
            || uri.Host.Length == 0)
        {
            // Never its value: there is a password in it.
            metadata.Report(field, "is not the address of a RabbitMQ", Cure);
            return new RabbitAddress("localhost", 5672, "/", "guest", "guest", IsTls: false);
        }

        if (connection is not null && protocol is not null && protocol != uri.Scheme)
        {
            metadata.Report("protocol", $"\"{protocol}\" is not the protocol of connectionString", $"write {uri.Scheme}, or leave it out");
        }

        if (uri.Query.Length > 0)
        {
            metadata.Report(field, "has settings behind a ?, which are not read", "set heartBeat, caCert, clientCert, clientKey and saslExternal as fields of their own");
        }

        if (connection is not null)
        {
            var parts = uri.UserInfo.Split(':', 2);
            user = parts[0].Length > 0 ? Uri.UnescapeDataString(parts[0]) : null;
            password = parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : null;
        }

        var isTls = uri.Scheme == "amqps";
        var path = Uri.UnescapeDataString(uri.AbsolutePath);
        return new RabbitAddress(
            uri.DnsSafeHost,
            uri.Port > 0 ? uri.Port : isTls ? 5671 : 5672,
            path.Length > 1 ? path[1..] : "/",
            user ?? "guest",
            password ?? (user is null ? "guest" : ""),
            isTls);
    }
}
