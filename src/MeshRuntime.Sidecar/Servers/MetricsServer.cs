using System.Net.Sockets;
using MeshRuntime.Api.Http;
using MeshRuntime.DataPlane.Security;
using MeshRuntime.Sidecar.Shedding;
using MeshRuntime.Sidecar.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.Sidecar.Servers;

/// <summary>The port for Prometheus: the same text on every path (Dapr), to read only.</summary>
internal static class MetricsServer
{
    // A few scrapers; their connections come out of the reserve (OpenFiles), so that metrics answer when callers have used up the rest.
    private const int MaxConnections = 16;

    /// <summary>Makes the server.</summary>
    /// <param name="sockets">Where it listens.</param>
    /// <param name="room">How much it reads ahead.</param>
    /// <param name="text">Writes the metrics.</param>
    /// <param name="browser">Keeps foreign pages away; null when the port is open to the network, where scrapers come under any name.</param>
    /// <param name="loggers">Where it logs.</param>
    public static HttpServer Create(IReadOnlyList<Socket> sockets, Room room, MetricsText text, BrowserGuard? browser, ILoggerFactory loggers)
    {
        RequestDelegate write = context => WriteAsync(context, text);
        var handle = browser is null ? write : new ApiGuard(browser, token: null, write).HandleAsync;
        return HttpServer.Create(nameof(MetricsServer), sockets, room, Limit, static _ => { }, handle, loggers);
    }

    private static void Limit(KestrelServerOptions options) => options.Limits.MaxConcurrentConnections = MaxConnections;

    private static Task WriteAsync(HttpContext context, MetricsText text)
    {
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            return Task.CompletedTask;
        }

        context.Response.ContentType = MetricsText.ContentType;
        if (HttpMethods.IsGet(context.Request.Method))
        {
            text.Write(context.Response.BodyWriter);
        }

        return Task.CompletedTask;
    }
}
