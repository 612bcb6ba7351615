using System.Net.Sockets;
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
    /// <param name="limits">Sets limits.</param>
    /// <param name="listen">Sets the protocol of each listener.</param>
    /// <param name="handle">Serves each request.</param>
    /// <param name="loggers">Where it logs.</param>
    public static HttpServer Create(
        string name,
        IReadOnlyList<Socket> sockets,
        Action<KestrelServerOptions> limits,
        Action<ListenOptions> listen,
        RequestDelegate handle,
        ILoggerFactory loggers)
    {
        var options = new KestrelServerOptions { AddServerHeader = false, ApplicationServices = NoServices.Instance };
        limits(options);
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

    /// <summary>Kestrel asks its application for optional services; there are none.</summary>
    private sealed class NoServices : IServiceProvider
    {
        public static NoServices Instance { get; } = new();

        public object? GetService(Type serviceType) => null;
    }
}
