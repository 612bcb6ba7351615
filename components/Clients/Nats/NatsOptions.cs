namespace MeshRuntime.Components.Clients.Nats;

/// <summary>What a client is made of.</summary>
internal sealed record NatsOptions
{
    /// <summary>At least one; tried in this order.</summary>
    public required IReadOnlyList<NatsServer> Servers { get; init; }

    /// <summary>What the server shows in its list of connections.</summary>
    public required string Name { get; init; }

    /// <summary>Used where a server's URL has none.</summary>
    public NatsCredentials Credentials { get; init; } = new();

    public NatsTls Tls { get; init; } = new();

    /// <summary>How long one server may take until the client is let in. Less than the five seconds that a component has to start, so that the reason is told.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>
    /// How often the server is asked for a sign of life. The third question that nothing came since the first of ends the connection, so a dead peer
    /// is noticed after 5 to 7.5 seconds.
    /// </summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(2.5);

    /// <summary>The first pause before a new connection; doubles up to <see cref="MaxReconnectPause"/>. Each is cut by up to a half, by chance.</summary>
    public TimeSpan FirstReconnectPause { get; init; } = TimeSpan.FromMilliseconds(100);

    public TimeSpan MaxReconnectPause { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a request or a subscription waits for the server, a lost connection included.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <param name="count">How many pauses there were before this one.</param>
    /// <param name="chance">From 0 to 1; keeps the clients of one server from coming back all at once.</param>
    public TimeSpan ReconnectPause(int count, double chance) =>
        TimeSpan.FromSeconds(Math.Min(FirstReconnectPause.TotalSeconds * Math.Pow(2, count), MaxReconnectPause.TotalSeconds) * (0.5 + (chance / 2)));
}
