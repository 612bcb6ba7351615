using System.Net;
using System.Text;
using MeshRuntime.Api.Peer;
using MeshRuntime.DataPlane.Security;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.Sidecar.Servers;

/// <summary>The port for other sidecars: HTTP/2 only, mutual TLS.</summary>
internal static class PeerServer
{
    // A response head of an app may be larger than its request's; peers are our own sidecars, limits of the edge were applied before.
    private const int MaxHeaderBytes = 256 * 1024;

    /// <summary>Makes the server.</summary>
    /// <param name="address">Where it listens.</param>
    /// <param name="tls">Our certificates; null when mTLS is off.</param>
    /// <param name="endpoint">Serves the requests.</param>
    /// <param name="time">Limits the handshake.</param>
    /// <param name="loggers">Where it logs.</param>
    public static HttpServer Create(IPEndPoint address, PeerTls? tls, PeerEndpoint endpoint, TimeProvider time, ILoggerFactory loggers) =>
        HttpServer.Create(
            nameof(PeerServer),
            options =>
            {
                options.Listen(address, listen =>
                {
                    listen.Protocols = HttpProtocols.Http2;
                    listen.Use(next => new PeerHandshake(next, tls, time).OnConnectionAsync);
                });

                // The caller's sidecar has applied its own body limit; a peer streams, and may pause for as long as its app does.
                options.Limits.MaxRequestBodySize = null;
                options.Limits.MinRequestBodyDataRate = null;
                options.Limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
                options.Limits.MaxRequestHeaderCount = 10_000;
                options.Limits.Http2.MaxRequestHeaderFieldSize = MaxHeaderBytes;
                options.RequestHeaderEncodingSelector = static _ => Encoding.Latin1;
                options.ResponseHeaderEncodingSelector = static _ => Encoding.Latin1;
            },
            endpoint.HandleAsync,
            loggers);
}
