using System.Net.Sockets;
using MeshRuntime.Sidecar.Shedding;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using OptionsOf = Microsoft.Extensions.Options.Options;

namespace MeshRuntime.Sidecar.Servers;

/// <summary>
/// One listener, one server, one table of routes. A table shared between ports and guarded by the Host header can be entered from the wrong
/// port with a forged Host; separate servers cannot.
/// </summary>
internal sealed class HttpServer : IDisposable
{
    /// <summary>
    /// How long the head of a request may take: Kestrel adds a second, and looks once a second, so that the connection ends after 10 s at the latest (Dapr's
    /// limit, which others watch for), the second in which <see cref="PriorKnowledge"/> looks at it included.
    /// </summary>
    internal static readonly TimeSpan HeadLimit = TimeSpan.FromSeconds(7);

    private readonly KestrelServer _server;
    private readonly RequestApplication _application;

    private HttpServer(KestrelServer server, RequestApplication application)
    {
        _server = server;
        _application = application;
    }

    /// <summary>Makes a server on sockets that listen already.</summary>
    /// <param name="name">For the logs.</param>
    /// <param name="sockets">Opened by <see cref="Listener"/>; the server owns them from now on.</param>
    /// <param name="room">How much it reads ahead.</param>
    /// <param name="limits">Sets limits.</param>
    /// <param name="listen">Sets the protocol of each listener.</param>
    /// <param name="handle">Serves each request.</param>
    /// <param name="loggers">Where it logs.</param>
    public static HttpServer Create(
        string name,
        IReadOnlyList<Socket> sockets,
        Room room,
        Action<KestrelServerOptions> limits,
        Action<ListenOptions> listen,
        RequestDelegate handle,
        ILoggerFactory loggers)
    {
        var options = new KestrelServerOptions { AddServerHeader = false, ApplicationServices = NoServices.Instance };
        options.Limits.RequestHeadersTimeout = HeadLimit;
        limits(options);
        SetWindows(options.Limits.Http2, room);
        foreach (var socket in sockets)
        {
            if (socket.LocalEndPoint is UnixDomainSocketEndPoint unix)
            {
                options.ListenUnixSocket(unix.ToString(), listen);
            }
            else
            {
                options.Listen(socket.LocalEndPoint!, listen);
            }
        }

        var transport = new SocketTransportOptions
        {
            MaxReadBufferSize = room.BufferBytes, // Kestrel's MaxRequestBufferSize is for what comes behind TLS, and does not reach the socket
            CreateBoundListenSocket = address => sockets.First(socket => Equals(socket.LocalEndPoint, address)),
        };
        var server = new KestrelServer(OptionsOf.Create(options), new SocketTransportFactory(OptionsOf.Create(transport), loggers), loggers);
        return new HttpServer(server, new RequestApplication(handle, loggers.CreateLogger($"MeshRuntime.Sidecar.Servers.{name}")));
    }

    /// <summary>Begins to accept.</summary>
    public Task StartAsync() => _server.StartAsync(_application, CancellationToken.None);

    /// <summary>Accepts nothing new (HTTP/2 peers get a GOAWAY), waits for what is in flight; cancellation cuts it off.</summary>
    public Task StopAsync(CancellationToken cancellation) => _server.StopAsync(cancellation);

    /// <inheritdoc/>
    public void Dispose() => _server.Dispose();

    /// <summary>
    /// The windows of all streams together are the connection's: a request that waits for its turn, its body unread, must not take from those that are being
    /// served what they need to end. With Kestrel's own (768 KB of 1 MB) two waiting uploads held up all others of their sidecar, and these held up them.
    /// </summary>
    internal static void SetWindows(Http2Limits limits, Room room)
    {
        limits.InitialStreamWindowSize = room.StreamBytes;
        limits.InitialConnectionWindowSize = room.StreamBytes * limits.MaxStreamsPerConnection;
    }

    /// <summary>Kestrel asks its application for optional services; there are none.</summary>
    private sealed class NoServices : IServiceProvider
    {
        public static NoServices Instance { get; } = new();

        public object? GetService(Type serviceType) => null;
    }
}
