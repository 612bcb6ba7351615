using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace MeshRuntime.Protocol.Grpc;

/// <summary>Puts a status into an HTTP response.</summary>
public static class GrpcStatusWriter
{
    /// <summary>Makes the whole answer a status: response headers and nothing else.</summary>
    /// <param name="response">Has not started. Headers that it has already stay.</param>
    /// <param name="status">How the call ended.</param>
    /// <exception cref="InvalidOperationException">The response has started: <see cref="WriteTrailers"/> is for that.</exception>
    public static void WriteTrailersOnly(HttpResponse response, GrpcStatus status)
    {
        ArgumentNullException.ThrowIfNull(response);
        ArgumentNullException.ThrowIfNull(status);
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = GrpcHeaders.ContentType;
        Write(response.Headers, status);
    }

    /// <summary>Ends an answer that has begun: the status stands behind its body.</summary>
    /// <param name="response">Of a protocol that has trailers (HTTP/2), and not complete.</param>
    /// <param name="status">How the call ended.</param>
    /// <exception cref="InvalidOperationException">The response has no trailers, or no longer.</exception>
    public static void WriteTrailers(HttpResponse response, GrpcStatus status)
    {
        ArgumentNullException.ThrowIfNull(response);
        ArgumentNullException.ThrowIfNull(status);
        Write(TrailersOf(response), status);
    }

    internal static IHeaderDictionary TrailersOf(HttpResponse response) =>
        response.HttpContext.Features.Get<IHttpResponseTrailersFeature>()?.Trailers
        ?? throw new InvalidOperationException("a gRPC status needs trailers, which only HTTP/2 and later have");

    private static void Write(IHeaderDictionary headers, GrpcStatus status)
    {
        headers[GrpcHeaders.Status] = ((int)status.Code).ToString(CultureInfo.InvariantCulture);
        if (status.Message.Length > 0)
        {
            headers[GrpcHeaders.Message] = StatusMessage.Encode(status.Message);
        }

        if (!status.Details.IsEmpty)
        {
            // Without padding, as the protocol asks of a sender.
            headers[GrpcHeaders.Details] = Convert.ToBase64String(status.Details.Span).TrimEnd('=');
        }
    }
}
