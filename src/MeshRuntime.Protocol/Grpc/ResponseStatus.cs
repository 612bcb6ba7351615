using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace MeshRuntime.Protocol.Grpc;

/// <summary>Reads how a call ended from the HTTP response to it.</summary>
public static class ResponseStatus
{
    /// <summary>True when it is gRPC that answered, and not another server behind that port.</summary>
    public static bool IsGrpc(HttpResponseMessage response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return response.StatusCode == HttpStatusCode.OK && GrpcHeaders.IsGrpc(ContentTypeOf(response));
    }

    /// <summary>True when the response can carry messages; otherwise its status is all there is to read.</summary>
    public static bool HasMessages(HttpResponseMessage response) =>
        IsGrpc(response) && !response.Headers.NonValidated.Contains(GrpcHeaders.Status);

    /// <summary>The status in the trailers, or in the headers of an answer without messages, or what the HTTP status says.</summary>
    public static GrpcStatus Of(HttpResponseMessage response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return StatusIn(response.Headers) ?? StatusIn(response.TrailingHeaders) ?? Synthesize(response);
    }

    private static GrpcStatus? StatusIn(HttpHeaders headers)
    {
        if (First(headers, GrpcHeaders.Status) is not { } number)
        {
            return null;
        }

        var message = StatusMessage.Decode(First(headers, GrpcHeaders.Message) ?? "");
        if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var code) || code > (int)GrpcCode.Unauthenticated)
        {
            return new GrpcStatus(
                GrpcCode.Unknown, $"the callee answered with grpc-status \"{number}\", which does not exist; its message: {message}");
        }

        return new GrpcStatus((GrpcCode)code, message) { Details = DetailsIn(headers) };
    }

    private static ReadOnlyMemory<byte> DetailsIn(HttpHeaders headers)
    {
        var text = (First(headers, GrpcHeaders.Details) ?? "").TrimEnd('=');
        var bytes = new byte[text.Length * 3 / 4];
        return Convert.TryFromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='), bytes, out var count) ? bytes.AsMemory(0, count) : default;
    }

    // The table "HTTP to gRPC status code mapping" of the gRPC project.
    private static GrpcStatus Synthesize(HttpResponseMessage response)
    {
        var code = (int)response.StatusCode switch
        {
            400 => GrpcCode.Internal,
            401 => GrpcCode.Unauthenticated,
            403 => GrpcCode.PermissionDenied,
            404 => GrpcCode.Unimplemented,
            429 or 502 or 503 or 504 => GrpcCode.Unavailable,
            _ => GrpcCode.Unknown,
        };
        var type = ContentTypeOf(response) ?? "(none)";
        return IsGrpc(response)
            ? new GrpcStatus(code, "the answer ended without a grpc-status")
            : new GrpcStatus(
                code, $"the callee answered with HTTP status {(int)response.StatusCode} and content type {type}: does it speak gRPC there?");
    }

    private static string? ContentTypeOf(HttpResponseMessage response) => First(response.Content.Headers, "content-type");

    private static string? First(HttpHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}
