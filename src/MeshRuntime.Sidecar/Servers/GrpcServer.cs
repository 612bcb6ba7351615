using System.Net.Sockets;
using System.Text;
using MeshRuntime.Sidecar.Shedding;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace MeshRuntime.Sidecar.Servers;

/// <summary>The gRPC port for our app: HTTP/2 without TLS, by prior knowledge.</summary>
internal static class GrpcServer
{
    // Metadata may be larger than HTTP's headers are allowed to be: Dapr's limit here is 4 MB by a slip, gRPC clients' own is 8 to 16 KB.
    private const int MinHeaderBytes = 64 * 1024;
    private const int MaxHeaders = 1000;

    // Dapr sets none. Each costs about 10 KB while it is open; Kestrel's own limit, 100, makes a client with more streams wait for their ends.
    private const int MaxStreams = 1024;

    // Dapr: a client whose host vanished is noticed after 10 s of silence, and what it held is given back.
    private static readonly TimeSpan PingAfter = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PingLimit = TimeSpan.FromSeconds(20);

    /// <summary>Makes the server.</summary>
    /// <param name="sockets">Where it listens.</param>
    /// <param name="readBufferBytes">Ceiling of a request's metadata, or 64 KB, whichever is more.</param>
    /// <param name="room">How much it reads ahead.</param>
    /// <param name="handle">Serves the calls.</param>
    /// <param name="entry">Stands before it.</param>
    public static HttpServer Create(IReadOnlyList<Socket> sockets, int readBufferBytes, Room room, RequestDelegate handle, LocalEntry entry) =>
        HttpServer.Create(
            nameof(GrpcServer),
            sockets,
            room,
            options => Limit(options, Math.Max(readBufferBytes, MinHeaderBytes)),
            listen =>
            {
                listen.Protocols = HttpProtocols.Http2;
                entry.Guard(listen);
            },
            entry.Watch(handle),
            entry.Loggers);

    private static void Limit(KestrelServerOptions options, int maxHeaderBytes)
    {
        // A stream may be silent for hours, and a message is bounded where messages are counted, not here.
        options.Limits.MaxRequestBodySize = null;
        options.Limits.MinRequestBodyDataRate = null;
        options.Limits.MinResponseDataRate = null;
        options.Limits.MaxRequestHeadersTotalSize = maxHeaderBytes;
        options.Limits.MaxRequestHeaderCount = MaxHeaders;
        options.Limits.Http2.MaxRequestHeaderFieldSize = maxHeaderBytes;
        options.Limits.Http2.MaxStreamsPerConnection = MaxStreams;
        options.Limits.Http2.KeepAlivePingDelay = PingAfter;
        options.Limits.Http2.KeepAlivePingTimeout = PingLimit;
        options.AllowAlternateSchemes = true; // HTTP/2 without TLS says http where Kestrel expects https
        options.RequestHeaderEncodingSelector = static _ => Encoding.Latin1;
        options.ResponseHeaderEncodingSelector = static _ => Encoding.Latin1;
    }
}
