using System.Net.Http.Headers;
using MeshRuntime.DataPlane.Calls;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace MeshRuntime.DataPlane.Forwarding;

/// <summary>Writes an app's answer to whoever called. The only place that writes an answer which is not ours.</summary>
public static class ResponseCopy
{
    /// <summary>
    /// Status, headers, body. When the body breaks off after the headers went out, the caller's connection (or stream) is aborted: a truncated
    /// answer must not look whole.
    /// </summary>
    public static async Task WriteAsync(HttpResponseMessage answer, HttpContext context)
    {
        using (answer)
        {
            var response = context.Response;
            response.StatusCode = (int)answer.StatusCode;
            CopyHeaders(answer.Headers.NonValidated, response.Headers);
            CopyHeaders(answer.Content.Headers.NonValidated, response.Headers);

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

            var body = await answer.Content.ReadAsStreamAsync(context.RequestAborted);
            if (!await BodyPump.CopyAsync(body, response.BodyWriter, length, context.RequestAborted))
            {
                Abort(context);
            }
        }
    }

    private static void CopyHeaders(HttpHeadersNonValidated from, IHeaderDictionary to)
    {
        var connection = from.TryGetValues("Connection", out var named) ? ToStringValues(named) : default;
        foreach (var (name, values) in from)
        {
            if (HeaderRules.EndsResponseHere(name, connection))
            {
                continue;
            }

            var copied = ToStringValues(values);
            foreach (var value in copied)
            {
                if (!HeaderRules.IsWritable(value!))
                {
                    copied = default;
                    break;
                }
            }

            if (copied.Count > 0)
            {
                to[name] = copied;
            }
        }
    }

    private static StringValues ToStringValues(HeaderStringValues values) =>
        values.Count == 1 ? new StringValues(values.ToString()) : new StringValues([.. values]);

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
