using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using MeshRuntime.DataPlane.Calls;
using MeshRuntime.DataPlane.Forwarding;
using MeshRuntime.Protocol.Grpc;
using MeshRuntime.Protocol.Protos.Common;

namespace MeshRuntime.Api.Grpc;

/// <summary>Writes an app's answer as that of InvokeService.</summary>
internal static class InvokeAnswer
{
    private const string HttpStatus = "dapr-http-status";

    /// <summary>An HTTP app's answer: its body when it is a success, else the status that says the same.</summary>
    public static GrpcResult<InvokeResponse> OfHttp(HttpResponseMessage response, ReadOnlyMemory<byte> body)
    {
        var status = (int)response.StatusCode;
        return HttpWords.CodeOf(status) == GrpcCode.Ok ? Message(response, body, "") : HttpWords.StatusOf(status, Encoding.UTF8.GetString(body.Span));
    }

    /// <summary>The body as a message.</summary>
    public static InvokeResponse Message(HttpResponseMessage response, ReadOnlyMemory<byte> body, string typeUrl) => new()
    {
        ContentType = response.Content.Headers.NonValidated.TryGetValues("Content-Type", out var type) ? type.ToString() : "",
        Data = new Any { TypeUrl = typeUrl, Value = UnsafeByteOperations.UnsafeWrap(body) },
    };

    /// <summary>Copies the headers that can be metadata.</summary>
    /// <param name="response">The app's answer.</param>
    /// <param name="isOfHttp">Whether an HTTP app gave it: its status is then told too, and standard headers get their prefix.</param>
    /// <param name="to">What the caller gets before the message.</param>
    public static void CopyHeaders(HttpResponseMessage response, bool isOfHttp, GrpcMetadata to)
    {
        if (isOfHttp)
        {
            to.Add(HttpStatus, ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture));
        }

        Copy(response.Headers.NonValidated, isOfHttp, to);
        Copy(response.Content.Headers.NonValidated, isOfHttp, to);
    }

    private static void Copy(HttpHeadersNonValidated headers, bool isOfHttp, GrpcMetadata to)
    {
        foreach (var (name, values) in headers)
        {
            if (StandardHeaders.Contains(name) ? !isOfHttp : HeaderRules.EndsResponseHere(name, default, CallKind.Http))
            {
                continue;
            }

            // What a header may hold and metadata may not (letters beyond ASCII) is left out.
            foreach (var value in values)
            {
                to.TryAdd(StandardHeaders.AsMetadata(name), value);
            }
        }
    }
}
