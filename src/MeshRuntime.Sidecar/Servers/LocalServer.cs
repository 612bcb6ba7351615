using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.Sidecar.Servers;

/// <summary>The port for our app: HTTP/1.1, and HTTP/2 by prior knowledge.</summary>
internal static class LocalServer
{
    // What a request line and the server's own parsing need beside the headers; Go gives as much on top of its limit.
    private const int HeaderSlackBytes = 4 * 1024;

    /// <summary>Makes the server.</summary>
    /// <param name="listen">Adds the addresses.</param>
    /// <param name="maxBodyBytes">Ceiling of a request body; null for none.</param>
    /// <param name="readBufferBytes">Ceiling of a request's headers.</param>
    /// <param name="handle">Serves the requests.</param>
    /// <param name="loggers">Where it logs.</param>
    public static HttpServer Create(
        Action<KestrelServerOptions> listen, long? maxBodyBytes, int readBufferBytes, RequestDelegate handle, ILoggerFactory loggers) =>
        HttpServer.Create(
            nameof(LocalServer),
            options =>
            {
                listen(options);
                var headers = readBufferBytes + HeaderSlackBytes;
                options.Limits.MaxRequestBodySize = maxBodyBytes;
                options.Limits.MaxRequestHeadersTotalSize = headers;
                options.Limits.MaxRequestLineSize = headers;
                options.Limits.MaxRequestBufferSize = Math.Max(1024 * 1024, 2 * headers);
                options.Limits.MaxRequestHeaderCount = 1000;
                options.Limits.Http2.MaxRequestHeaderFieldSize = headers;
                options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10); // Dapr
                options.RequestHeaderEncodingSelector = static _ => Encoding.Latin1;
                options.ResponseHeaderEncodingSelector = static _ => Encoding.Latin1;
            },
            handle,
            loggers);
}
