using System.Net;
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

    /// <summary>Makes a server; it listens once started.</summary>
    /// <param name="name">For the logs.</param>
    /// <param name="configure">Addresses and limits.</param>
    /// <param name="handle">Serves each request.</param>
    /// <param name="loggers">Where it logs.</param>
    public static HttpServer Create(string name, Action<KestrelServerOptions> configure, RequestDelegate handle, ILoggerFactory loggers)
    {
        var options = new KestrelServerOptions { AddServerHeader = false };
        options.ApplicationServices = NoServices.Instance;
        configure(options);
        var transport = new SocketTransportFactory(OptionsOf.Create(new SocketTransportOptions()), loggers);
        var server = new KestrelServer(OptionsOf.Create(options), transport, loggers);
        return new HttpServer(server, new RequestApplication(handle, loggers.CreateLogger($"MeshRuntime.Sidecar.Servers.{name}")));
    }

    /// <summary>Binds and begins to accept.</summary>
    /// <exception cref="IOException">An address cannot be bound.</exception>
    public Task StartAsync(CancellationToken cancellation) => _server.StartAsync(_application, cancellation);

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
