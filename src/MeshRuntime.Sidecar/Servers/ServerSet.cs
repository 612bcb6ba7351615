using System.Net;
using System.Net.Sockets;
using MeshRuntime.Abstractions.Mtls;
using MeshRuntime.Abstractions.NameResolution;
using MeshRuntime.Api.Http;
using MeshRuntime.Api.Peer;
using MeshRuntime.DataPlane;
using MeshRuntime.DataPlane.Health;
using MeshRuntime.DataPlane.Security;
using MeshRuntime.Sidecar.Options;
using MeshRuntime.Sidecar.Telemetry;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.Sidecar.Servers;

/// <summary>All servers of a sidecar: started together, stopped in order.</summary>
internal sealed partial class ServerSet : IDisposable
{
    private readonly ILogger _log;
    private readonly HttpServer _peer;
    private readonly HttpServer _local;
    private readonly IPEndPoint _peerListen;
    private readonly SidecarOptions _options;

    public ServerSet(
        SidecarOptions options, Doors doors, WorkloadIdentity self, PeerTls? tls, Readiness readiness, StopSignals signals, LogFactory logs, TimeProvider time)
    {
        _options = options;
        _log = logs.CreateLogger<ServerSet>();
        _peerListen = new IPEndPoint(options.InternalListenAddress, options.InternalPort ?? 0);
        _peer = PeerServer.Create(_peerListen, tls, new PeerEndpoint(self, doors.Inbound), time, logs);
        var api = new HttpApi(
            doors.Snapshots,
            new HealthEndpoint(options.AppId, readiness),
            new MetadataEndpoint(new SidecarDescription(options.AppId, BuildInfo.Version, null), doors.Snapshots),
            new ShutdownEndpoint(signals.OnApi),
            new InvokeEndpoint(self, doors.Outbound));
        _local = LocalServer.Create(
            kestrel =>
            {
                foreach (var address in options.ListenAddresses)
                {
                    kestrel.Listen(address, options.HttpPort);
                }
            },
            options.MaxBodyBytes,
            options.ReadBufferBytes,
            api.HandleAsync,
            logs);
    }

    /// <summary>Where peers reach us.</summary>
    public Endpoint PeerAddress => new(HostAddress.Advertised(_options.HostAddress, _peerListen.Address).ToString(), _peerListen.Port);

    public async Task<bool> TryStartAsync()
    {
        await _peer.StartAsync(CancellationToken.None);
        Log.Internal(_log, _peerListen.Address, _peerListen.Port);
        await _local.StartAsync(CancellationToken.None);
        Log.Http(_log, _options.HttpPort);
        return true;
    }

    public async Task<bool> StopAsync(CancellationToken grace)
    {
        await _peer.StopAsync(grace);
        await _local.StopAsync(grace);
        return !grace.IsCancellationRequested;
    }

    public void Dispose()
    {
        _peer.Dispose();
        _local.Dispose();
    }

    private static partial class Log
    {
        [LoggerMessage(4030, LogLevel.Information, "Internal gRPC server is running on {Address}:{Port}")]
        public static partial void Internal(ILogger logger, IPAddress address, int port);

        [LoggerMessage(4031, LogLevel.Information, "HTTP server is running on port {Port}")]
        public static partial void Http(ILogger logger, int port);
    }
}
