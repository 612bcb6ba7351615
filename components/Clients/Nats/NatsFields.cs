using MeshRuntime.Abstractions.Components;

namespace MeshRuntime.Components.Clients.Nats;

/// <summary>Reads the fields by which every component of NATS says how it connects.</summary>
internal static class NatsFields
{
    public static NatsOptions Read(ComponentMetadata metadata, string defaultName) => new()
    {
        Servers = ReadServers(metadata),
        Name = metadata.Text("name", defaultName),
        Credentials = ReadCredentials(metadata),
        Tls = ReadTls(metadata),
    };

    private static IReadOnlyList<NatsServer> ReadServers(ComponentMetadata metadata)
    {
        var text = metadata.RequiredText("natsURL", "write the server's address, such as nats://127.0.0.1:4222; several are separated by commas");
        var servers = new List<NatsServer>();
        foreach (var url in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (NatsServer.Parse(url) is { } server)
            {
                servers.Add(server);
            }
            else
            {
                // Not the value: a URL may hold a password.
                metadata.Report("natsURL", "is not the address of a NATS server", "write nats://host:port or tls://host:port; several are separated by commas");
            }
        }

        return servers.Count > 0 ? servers : [new NatsServer("127.0.0.1", 4222)];
    }

    private static NatsCredentials ReadCredentials(ComponentMetadata metadata)
    {
        var (jwt, seed) = (metadata.OptionalText("jwt"), metadata.OptionalText("seedKey"));
        var key = seed is null ? null : NkeySeed.Parse(seed);
        if (jwt is not null && seed is null)
        {
            metadata.Report("jwt", "has no seedKey beside it", "add seedKey, the user's key that begins with SU: the server asks for its signature");
        }
        else if (seed is not null && key is null)
        {
            metadata.Report("seedKey", "is not a user's seed", "write the whole key that begins with SU, as nsc or nk made it");
        }

        return new NatsCredentials
        {
            Jwt = jwt,
            Key = key,
            Token = metadata.OptionalText("token"),
            User = metadata.OptionalText("user"),
            Password = metadata.OptionalText("password"),
        };
    }

    private static NatsTls ReadTls(ComponentMetadata metadata)
    {
        var tls = new NatsTls
        {
            CertificateFile = metadata.OptionalText("tls_client_cert"),
            KeyFile = metadata.OptionalText("tls_client_key"),
            AuthorityFile = metadata.OptionalText("tls_ca_cert"),
            SkipVerification = metadata.Flag("insecureSkipTLSVerify", false),
        };
        if (tls.CertificateFile is null != tls.KeyFile is null)
        {
            var (there, missing) = tls.KeyFile is null ? ("tls_client_cert", "tls_client_key") : ("tls_client_key", "tls_client_cert");
            metadata.Report(there, $"has no {missing} beside it", $"add {missing}, the path of a PEM file");
            return new NatsTls();
        }

        return tls;
    }
}
