using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace MeshRuntime.Protocol.Grpc;

/// <summary>Reads how a call ended from the HTTP response to it.</summary>
internal static class GrpcAnswer
{
    /// <summary>True when the response can carry messages; otherwise its status is all there is to read.</summary>
    public static bool HasMessages(HttpResponseMessage response) =>
        response.StatusCode == HttpStatusCode.OK
        && !response.Headers.NonValidated.Contains(GrpcHeaders.Status)
        && GrpcHeaders.IsGrpc(ContentTypeOf(response));

    /// <summary>The status in the trailers, or in the headers of an answer without messages, or what the HTTP status says.</summary>
    public static GrpcStatus StatusOf(HttpResponseMessage response) =>
        StatusIn(response.Headers) ?? StatusIn(response.TrailingHeaders) ?? Synthesize(response);

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
        return response.StatusCode == HttpStatusCode.OK && GrpcHeaders.IsGrpc(type)
            ? new GrpcStatus(code, "the answer ended without a grpc-status")
            : new GrpcStatus(
                code, $"the callee answered with HTTP status {(int)response.StatusCode} and content type {type}; does it speak gRPC there?");
    }

    private static string? ContentTypeOf(HttpResponseMessage response) => First(response.Content.Headers, "content-type");

    private static string? First(HttpHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}
