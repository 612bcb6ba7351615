using MeshRuntime.DataPlane.Calls;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace MeshRuntime.DataPlane.Forwarding;

/// <summary>Writes an app's answer to whoever called. Answers of gRPC apps have <see cref="GrpcResponseCopy"/>.</summary>
public static class ResponseCopy
{
    /// <summary>
    /// Status, headers, body. When the body breaks off after the headers went out, the caller's connection (or stream) is aborted: a truncated
    /// answer must not look whole.
    /// </summary>
    /// <param name="answer">Disposed at the end.</param>
    /// <param name="context">Where it goes.</param>
    /// <param name="call">The call that it answers: its time limit holds for the body too.</param>
    public static async Task WriteAsync(HttpResponseMessage answer, HttpContext context, MeshCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        using (answer)
        {
            var response = context.Response;
            response.StatusCode = (int)answer.StatusCode;
            HeaderCopy.Copy(answer.Headers.NonValidated, response.Headers, CallKind.Http);
            HeaderCopy.Copy(answer.Content.Headers.NonValidated, response.Headers, CallKind.Http);

            // Chunks count, not a length beside them (RFC 9112, 6.3).
            var length = answer.Headers.TransferEncodingChunked == true ? null : answer.Content.Headers.ContentLength;
            if (length is not null && response.StatusCode is not (StatusCodes.Status204NoContent or StatusCodes.Status205ResetContent))
            {
                response.ContentLength = length;
            }

            if (IsBodyless(context.Request.Method, response.StatusCode))
            {
                return;
            }

            var body = await answer.Content.ReadAsStreamAsync(call.Aborted);
            if (!await BodyPump.CopyAsync(body, response.BodyWriter, length, call.Aborted))
            {
                Abort(context);
            }
        }
    }

    private static bool IsBodyless(string method, int status) =>
        HttpMethods.IsHead(method)
        || status is StatusCodes.Status204NoContent or StatusCodes.Status205ResetContent or StatusCodes.Status304NotModified;

    private static void Abort(HttpContext context)
    {
        // HTTP/2 has an abort for one stream; HTTP/1.1 has only the connection.
        if (context.Features.Get<IHttpResetFeature>() is { } stream)
        {
            const int internalError = 2; // RFC 9113, 7
            stream.Reset(internalError);
        }
        else
        {
            context.Abort();
        }
    }
}
