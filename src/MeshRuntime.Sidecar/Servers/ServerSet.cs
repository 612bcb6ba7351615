using System.Globalization;
using System.Net;
using System.Net.Sockets;
using MeshRuntime.Abstractions.NameResolution;
using MeshRuntime.Api;
using MeshRuntime.Api.Peer;
using MeshRuntime.DataPlane;
using MeshRuntime.DataPlane.App;
using MeshRuntime.DataPlane.Health;
using MeshRuntime.DataPlane.Security;
using MeshRuntime.DataPlane.Telemetry;
using MeshRuntime.Sidecar.Options;
using MeshRuntime.Sidecar.Shedding;
using MeshRuntime.Sidecar.Telemetry;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.Sidecar.Servers;

/// <summary>All servers of a sidecar: which there are, the order in which they start, and the order in which they stop.</summary>
internal sealed partial class ServerSet : IDisposable
{
    private readonly ILogger _log;
    private readonly SidecarSockets _sockets;
    private readonly HttpServer _peer;
    private readonly HttpServer _http;
    private readonly HttpServer _grpc;
    private readonly List<HttpServer> _others = [];
    private readonly PeerDrain _drain;
    private readonly AppConnections _app;

    public ServerSet(
        SidecarOptions options,
        SidecarSockets sockets,
        Doors doors,
        AppTarget? app,
        PeerTls? tls,
        MeshMeters meters,
        Readiness readiness,
        LoadGauge gauge,
        Room room,
        Action<bool> shutdown,
        ILoggerFactory logs,
        TimeProvider time)
    {
        _log = logs.CreateLogger<ServerSet>();
        _sockets = sockets;
        var shedding = new LoadShedding(gauge);
        var budget = new ConnectionBudget(room.MaxConnections, gauge, time, logs.CreateLogger<ConnectionBudget>());
        var entrances = new Entrances(options, doors, app, meters, readiness, shedding, shutdown, logs, time);
        _drain = new PeerDrain(time);
        _app = new AppConnections(time);
        var peers = shedding.Peer(new PeerEndpoint(doors.Self, doors.Inbound, options.MaxBodyBytes, _drain, time).HandleAsync);
        _peer = PeerServer.Create(sockets.Peer, tls, room, peers, budget, time, logs);
        var entry = new LocalEntry(budget, _app, time, logs);
        _http = LocalServer.Create(sockets.Http, options.MaxBodyBytes, options.ReadBufferBytes, room, entrances.Http, entry);
        _grpc = GrpcServer.Create(sockets.Grpc, options.ReadBufferBytes, room, entrances.Grpc, entry);
        if (sockets.Public.Count > 0)
        {
            var others = new LocalEntry(budget, app: null, time, logs);
            _others.Add(LocalServer.Create(sockets.Public, options.MaxBodyBytes, options.ReadBufferBytes, room, entrances.Public, others));
        }

        if (sockets.Metrics.Count > 0)
        {
            var browser = IPAddress.IsLoopback(options.MetricsListenAddress) ? new BrowserGuard([], []) : null;
            _others.Add(MetricsServer.Create(sockets.Metrics, room, new MetricsText(meters, options.AppId, ProcessFacts.Read), browser, logs));
        }
    }

    /// <summary>Peers last: whoever can call us, we can answer.</summary>
    public async Task StartAsync()
    {
        await _grpc.StartAsync();
        Log.Grpc(_log, PortsOf(_sockets.Grpc));
        await _http.StartAsync();
        Log.Http(_log, PortsOf(_sockets.Http));
        foreach (var server in _others)
        {
            await server.StartAsync();
        }

        await _peer.StartAsync();
        Log.Internal(_log, _sockets.Peer[0].LocalEndPoint);
    }

    /// <summary>
    /// Peers first: a request of a peer may make our app call out, for which it needs the local API. That one stays until the app has ended, too.
    /// </summary>
    /// <param name="patience">Ends what is waited for beside the work in flight.</param>
    /// <param name="grace">Cuts off the work in flight.</param>
    /// <returns>False when work was cut off at the end of the grace period.</returns>
    public async Task<bool> StopAsync(CancellationToken patience, CancellationToken grace)
    {
        await _drain.LeaveAsync(patience);
        await _peer.StopAsync(grace);
        await _app.EndedAsync(patience);
        await Task.WhenAll(_http.StopAsync(grace), _grpc.StopAsync(grace));
        foreach (var server in _others)
        {
            await server.StopAsync(grace);
        }

        return !grace.IsCancellationRequested;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _peer.Dispose();
        _http.Dispose();
        _grpc.Dispose();
        _others.ForEach(server => server.Dispose());
    }

    private static string PortsOf(IReadOnlyList<Socket> sockets) => string.Join(", ", sockets.Select(socket => PortOf(socket.LocalEndPoint)));

    private static string PortOf(EndPoint? address) =>
        address is IPEndPoint { Port: var port } ? port.ToString(CultureInfo.InvariantCulture) : address?.ToString() ?? "";

    private static partial class Log
    {
        [LoggerMessage(4030, LogLevel.Information, "Internal gRPC server is running on {Address}")]
        public static partial void Internal(ILogger logger, EndPoint? address);

        [LoggerMessage(4031, LogLevel.Information, "HTTP server is running on port {Port}")]
        public static partial void Http(ILogger logger, string port);

        [LoggerMessage(4032, LogLevel.Information, "API gRPC server is running on port {Port}")]
        public static partial void Grpc(ILogger logger, string port);
    }
}
