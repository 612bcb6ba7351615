using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using MeshRuntime.Client;
using Microsoft.AspNetCore.Http;

namespace MeshRuntime.AspNetCore;

/// <summary>Writes a failure in the shape that the sidecar has for its own: <c>{"errorCode", "message"}</c>.</summary>
internal static class ErrorAnswer
{
    /// <summary>The sidecar's own code for a body or argument that cannot be read.</summary>
    public const string Malformed = "ERR_MALFORMED_REQUEST";

    /// <summary>Quotes and signs stand as they are: nothing here is ever part of a web page.</summary>
    public static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// The status for what an implementation threw; null: ASP.NET's to handle. The failure of a call of its own, to another app or the sidecar, is 502 or 504: that one's
    /// status and code would mean something else to this caller, such as 404, that there is no such order.
    /// </summary>
    public static HttpStatusCode? StatusOf(Exception thrown) => thrown switch
    {
        MeshException { IsOfCall: true } => HttpStatusCode.BadGateway,
        MeshException refusal => refusal.Status ?? HttpStatusCode.InternalServerError,
        TimeoutException late when CallFailure.IsTimeout(late) => HttpStatusCode.GatewayTimeout,
        _ => null,
    };

    /// <summary>Answers a refusal of this library's own, which has a status.</summary>
    public static Task WriteAsync(HttpContext context, MeshException refusal) =>
        WriteAsync(context, refusal.Status ?? HttpStatusCode.InternalServerError, refusal);

    /// <summary>Answers what an implementation threw.</summary>
    public static Task WriteAsync(HttpContext context, HttpStatusCode status, Exception thrown) =>
        WriteAsync(context, status, thrown is MeshException { IsOfCall: false } refusal ? refusal.ErrorCode : "", thrown.Message);

    public static async Task WriteAsync(HttpContext context, HttpStatusCode status, string errorCode, string message)
    {
        var response = context.Response;
        response.StatusCode = (int)status;
        response.ContentType = "application/json";
        using (var json = new Utf8JsonWriter(response.BodyWriter, Readable))
        {
            json.WriteStartObject();
            json.WriteString("errorCode", errorCode);
            json.WriteString("message", message);
            json.WriteEndObject();
        }

        await response.BodyWriter.FlushAsync(context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>Says where a text stops being the JSON that was wanted.</summary>
    /// <param name="what">What was read, such as <c>The body</c>.</param>
    /// <param name="mistake">What the reader found.</param>
    public static MeshException BadJson(string what, JsonException mistake)
    {
        // The place that .NET adds to its sentence counts from 0; editors count from 1.
        var reason = mistake.Message;
        var end = reason.IndexOf(" Path: ", StringComparison.Ordinal);
        reason = end < 0 ? reason : reason[..end];
        var place = mistake.LineNumber is { } line ? $" at {mistake.Path ?? "$"}, line {line + 1}, byte {mistake.BytePositionInLine + 1}" : "";
        return new MeshException($"{what} is not the JSON that is expected here{place}: {reason}", mistake)
        {
            Status = HttpStatusCode.BadRequest,
            ErrorCode = Malformed,
        };
    }

    /// <summary>Refuses a body that does not say it is JSON: a web page can make a browser send any other kind to an app on the same machine, unasked.</summary>
    public static void RequireJson(HttpRequest request)
    {
        if (!string.IsNullOrEmpty(request.ContentType) && !request.HasJsonContentType())
        {
            throw new MeshException($"{request.Method} {request.Path} takes JSON, and got \"{request.ContentType}\": send Content-Type: application/json.")
            {
                Status = HttpStatusCode.UnsupportedMediaType,
                ErrorCode = Malformed,
            };
        }
    }
}
