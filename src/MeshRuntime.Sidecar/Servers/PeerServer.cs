using System.Net.Sockets;
using System.Text;
using MeshRuntime.DataPlane.Security;
using MeshRuntime.Sidecar.Shedding;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.Sidecar.Servers;

/// <summary>The port for other sidecars: HTTP/2 only, mutual TLS.</summary>
internal static class PeerServer
{
    // Peers are sidecars, and the limits of the edge were applied by the one that sent the request; this only bounds a broken one.
    private const int MaxHeaderBytes = 256 * 1024;
    private const int MaxHeaders = 10_000;

    // Calls of one sidecar that are open at once, streams included; beyond, it opens another connection. Kestrel's own is 100.
    private const int MaxStreams = 1024;

    // A peer whose host vanished is noticed, and the calls that it left behind end. As on the gRPC port.
    private static readonly TimeSpan PingAfter = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PingLimit = TimeSpan.FromSeconds(20);

    /// <summary>Makes the server.</summary>
    /// <param name="sockets">Where it listens.</param>
    /// <param name="tls">Our certificates; null when mTLS is off.</param>
    /// <param name="room">How much it reads ahead.</param>
    /// <param name="handle">Serves the requests.</param>
    /// <param name="budget">How many connections there may be.</param>
    /// <param name="time">Limits the handshake.</param>
    /// <param name="loggers">Where it logs.</param>
    public static HttpServer Create(
        IReadOnlyList<Socket> sockets, PeerTls? tls, Room room, RequestDelegate handle, ConnectionBudget budget, TimeProvider time, ILoggerFactory loggers) =>
        HttpServer.Create(
            nameof(PeerServer),
            sockets,
            room,
            Limit,
            listen =>
            {
                listen.Protocols = HttpProtocols.Http2;
                listen.Use(next => budget.Guard(next, servesHealth: false));
                listen.Use(next => new PeerHandshake(next, tls, time, loggers.CreateLogger<ResetGuard>()).OnConnectionAsync);
            },
            handle,
            loggers);

    /// <summary>Sets what a peer may do.</summary>
    internal static void Limit(KestrelServerOptions options)
    {
        // The caller's sidecar has applied its own body limit; a peer streams, and may pause for as long as its app does. The app at the other
        // end that reads slowly is its own sidecar's to judge: Kestrel would end the connection, and with it every other call on it.
        options.Limits.MaxRequestBodySize = null;
        options.Limits.MinRequestBodyDataRate = null;
        options.Limits.MinResponseDataRate = null;
        options.Limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
        options.Limits.MaxRequestHeaderCount = MaxHeaders;
        options.Limits.Http2.KeepAlivePingDelay = PingAfter;
        options.Limits.Http2.KeepAlivePingTimeout = PingLimit;
        options.Limits.Http2.MaxRequestHeaderFieldSize = MaxHeaderBytes;
        options.Limits.Http2.MaxStreamsPerConnection = MaxStreams;
        options.RequestHeaderEncodingSelector = static _ => Encoding.Latin1;
        options.ResponseHeaderEncodingSelector = static _ => Encoding.Latin1;
    }
}
