using System.Net;
using System.Net.Sockets;
using System.Text;
using MeshRuntime.Sidecar.Shedding;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace MeshRuntime.Sidecar.Servers;

/// <summary>The port for our app: HTTP/1.1, and HTTP/2 by prior knowledge.</summary>
internal static class LocalServer
{
    // What a request line and the server's own parsing need beside the headers; Go gives as much on top of its limit.
    private const int HeaderSlackBytes = 4 * 1024;

    // Only bounds the count; the bytes are bounded by --read-buffer-size.
    private const int MaxHeaders = 1000;

    /// <summary>Makes the server.</summary>
    /// <param name="sockets">Where it listens.</param>
    /// <param name="maxBodyBytes">Ceiling of a request body; null for none.</param>
    /// <param name="readBufferBytes">Ceiling of a request's headers.</param>
    /// <param name="room">How much it reads ahead.</param>
    /// <param name="handle">Serves the requests.</param>
    /// <param name="entry">Stands before it.</param>
    public static HttpServer Create(
        IReadOnlyList<Socket> sockets, long? maxBodyBytes, int readBufferBytes, Room room, RequestDelegate handle, LocalEntry entry) =>
        HttpServer.Create(
            nameof(LocalServer),
            sockets,
            room,
            options =>
            {
                var headers = readBufferBytes + HeaderSlackBytes;
                options.Limits.MaxRequestBodySize = maxBodyBytes;
                if (sockets.All(IsLocal))
                {
                    // Our own app may pause in the middle of an upload for as long as it likes (Dapr waits). From the network, Kestrel's
                    // minimum stays: 240 bytes/s after 5 s.
                    options.Limits.MinRequestBodyDataRate = null;
                    options.Limits.MinResponseDataRate = null;
                }

                options.Limits.MaxRequestHeadersTotalSize = headers;
                options.Limits.MaxRequestLineSize = headers;
                options.Limits.MaxRequestBufferSize = Math.Max(room.BufferBytes, 2 * headers);
                options.Limits.MaxRequestHeaderCount = MaxHeaders;
                options.Limits.Http2.MaxRequestHeaderFieldSize = headers;
                options.AllowAlternateSchemes = true; // HTTP/2 without TLS says http where Kestrel expects https
                options.RequestHeaderEncodingSelector = static _ => Encoding.Latin1;
                options.ResponseHeaderEncodingSelector = static _ => Encoding.Latin1;
            },
            listen =>
            {
                listen.Protocols = HttpProtocols.Http1AndHttp2;
                entry.Guard(listen);
            },
            entry.Watch(handle),
            entry.Loggers);

    private static bool IsLocal(Socket socket) => socket.LocalEndPoint is not IPEndPoint { Address: var address } || IPAddress.IsLoopback(address);
}
