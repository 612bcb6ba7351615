namespace MeshRuntime.Components.Clients.Nats;

/// <summary>The servers to try: those that were configured, and those that the cluster told of.</summary>
internal sealed class NatsServerPool(IReadOnlyList<NatsServer> configured)
{
    // A cluster has a handful; more would be a mistake or an attack.
    private const int MaxDiscovered = 64;

    private readonly Lock _lock = new();
    private NatsServer[] _servers = [.. configured];
    private int _next;

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _servers.Length;
            }
        }
    }

    /// <summary>The server whose turn it is: one after the other, round and round.</summary>
    public NatsServer Next()
    {
        lock (_lock)
        {
            var server = _servers[_next % _servers.Length];
            _next = (_next + 1) % _servers.Length;
            return server;
        }
    }

    /// <summary>Takes what a server says of its cluster in place of what the last one said; the turn goes to the one after it.</summary>
    public void Learn(NatsServer from, NatsInfo info)
    {
        var told = info.ConnectUrls
            .Take(MaxDiscovered)
            .Select(NatsServer.Parse)
            .OfType<NatsServer>()

            // A cluster tells addresses; its certificates mostly have the name that the user wrote.
            .Select(server => server with { CertificateName = from.CertificateName, RequiresTls = from.RequiresTls, Credentials = from.Credentials });
        lock (_lock)
        {
            _servers = [.. configured.Concat(told).DistinctBy(server => (server.Host, server.Port))];
            var at = Array.FindIndex(_servers, server => server.Host == from.Host && server.Port == from.Port);
            _next = (at + 1) % _servers.Length;
        }
    }
}
