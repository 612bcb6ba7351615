namespace MeshRuntime.Components.Clients.Resp;

/// <summary>Where the server is, who we are, and how long we wait.</summary>
internal sealed record RespOptions
{
    public required string Host { get; init; }

    public int Port { get; init; } = 6379;

    /// <summary>Null for the server's default user.</summary>
    public string? Username { get; init; }

    /// <summary>Null for a server, or a user, that has none.</summary>
    public string? Password { get; init; }

    public bool HasCredentials => Username is not null || Password is not null;

    public int Database { get; init; }

    /// <summary>Null for plain text.</summary>
    public RespTls? Tls { get; init; }

    /// <summary>What the server's list of clients shows; null for nothing. No spaces.</summary>
    public string? ClientName { get; init; }

    /// <summary>For a connection that is ready: TCP, TLS and log-in together.</summary>
    public TimeSpan DialTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the server may be silent while it owes a reply.</summary>
    public TimeSpan ReadTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long the server may take nothing while we write.</summary>
    public TimeSpan WriteTimeout { get; init; } = TimeSpan.FromSeconds(3);

    public RespLimits Limits { get; init; } = new();

    /// <summary>For messages.</summary>
    public string Address => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
