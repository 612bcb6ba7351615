using System.Collections.Concurrent;
using MeshRuntime.Protocol.Grpc;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.IntegrationTests.Protocol;

/// <summary>A gRPC server on a port of its own, and a channel to it over one connection.</summary>
internal sealed class GrpcLoopback : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly SocketsHttpHandler _handler;

    private GrpcLoopback(WebApplication app, SocketsHttpHandler handler, Uri origin)
    {
        _app = app;
        _handler = handler;
        Origin = origin;
        Http = new HttpMessageInvoker(handler);
        Channel = new GrpcChannel(Http, origin, new GrpcChannelOptions { MaxReceiveBytes = 64 * 1024 * 1024 });
    }

    public Uri Origin { get; }

    public HttpMessageInvoker Http { get; }

    public GrpcChannel Channel { get; }

    /// <summary>What handlers let out.</summary>
    public ConcurrentQueue<Exception> Failures { get; private init; } = [];

    public static async Task<GrpcLoopback> StartAsync(params GrpcMethod[] methods)
    {
        var failures = new ConcurrentQueue<Exception>();
        var server = new GrpcServer(new GrpcServerOptions { MaxReceiveBytes = 64 * 1024 * 1024, Failed = (_, failure) => failures.Enqueue(failure) });
        var table = new GrpcMethodTable(methods);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
            kestrel.Limits.Http2.MaxStreamsPerConnection = 1100;
        });
        var app = builder.Build();
        app.Run(http => table.TryFind(http.Request.Path.Value!, out var method) ? server.HandleAsync(http, method) : NotThere(http));
        await app.StartAsync();
        var handler = new SocketsHttpHandler { EnableMultipleHttp2Connections = false, UseProxy = false };
        return new GrpcLoopback(app, handler, new Uri(app.Urls.First())) { Failures = failures };
    }

    /// <summary>Stops as a server does that goes away in order: what runs may end.</summary>
    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        _handler.Dispose();
        await _app.DisposeAsync();
    }

    private static Task NotThere(HttpContext http)
    {
        GrpcStatusWriter.WriteTrailersOnly(http.Response, new GrpcStatus(GrpcCode.Unimplemented, $"no method {http.Request.Path}"));
        return Task.CompletedTask;
    }
}
