using System.Net;
using System.Text.Json;
using Google.Protobuf;
using MeshRuntime.DataPlane.Calls;
using MeshRuntime.DataPlane.Forwarding;
using MeshRuntime.Protocol.Grpc;
using MeshRuntime.Protocol.Protos.Common;
using MeshRuntime.Protocol.Protos.Rpc;

namespace MeshRuntime.DataPlane.App;

/// <summary>Writes a gRPC app's answer as one of HTTP. For a caller that used InvokeService the status goes beside it, to the last byte.</summary>
internal static class OnInvokeAnswer
{
    private const string ErrorInfoType = "type.googleapis.com/google.rpc.ErrorInfo";

    /// <summary>Makes the answer.</summary>
    public static HttpResponseMessage Create(GrpcReply<InvokeResponse> reply, MeshCall call)
    {
        var message = reply.Message;
        var answer = new HttpResponseMessage(StatusOf(reply.Status.Code))
        {
            Content = new ReadOnlyMemoryContent(message is not null ? message.Data?.Value.Memory ?? default : ErrorBody(reply.Status)),
        };
        var type = message is null ? "application/json" : message.Data is { TypeUrl.Length: > 0 } ? "application/x-protobuf" : message.ContentType;
        if (type.Length > 0)
        {
            answer.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        foreach (var entry in reply.Headers)
        {
            if (entry.Text is { } text && !HeaderRules.EndsResponseHere(entry.Name, default, CallKind.Http))
            {
                answer.Headers.TryAddWithoutValidation(entry.Name, text);
            }
        }

        if (call.Invoke is not null)
        {
            new GrpcAnswer(reply.Status, message?.Data?.TypeUrl ?? "").WriteTo(answer.Headers);
            GrpcAnswer.WriteTrailers(reply.Trailers, answer.Headers);
        }

        return answer;
    }

    /// <summary>Dapr's table.</summary>
    internal static HttpStatusCode StatusOf(GrpcCode code) => code switch
    {
        GrpcCode.Ok => HttpStatusCode.OK,
        GrpcCode.InvalidArgument or GrpcCode.FailedPrecondition or GrpcCode.OutOfRange => HttpStatusCode.BadRequest,
        GrpcCode.Unauthenticated => HttpStatusCode.Unauthorized,
        GrpcCode.PermissionDenied => HttpStatusCode.Forbidden,
        GrpcCode.NotFound => HttpStatusCode.NotFound,
        GrpcCode.Cancelled => HttpStatusCode.RequestTimeout,
        GrpcCode.AlreadyExists or GrpcCode.Aborted => HttpStatusCode.Conflict,
        GrpcCode.ResourceExhausted => HttpStatusCode.TooManyRequests,
        GrpcCode.Unimplemented => HttpStatusCode.NotImplemented,
        GrpcCode.Unavailable => HttpStatusCode.ServiceUnavailable,
        GrpcCode.DeadlineExceeded => HttpStatusCode.GatewayTimeout,
        _ => HttpStatusCode.InternalServerError,
    };

    /// <summary>The status in JSON, as protobuf writes a google.rpc.Status: of the details, those whose type is known here in full, others as base64.</summary>
    internal static byte[] ErrorBody(GrpcStatus status)
    {
        using var body = new MemoryStream();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteNumber("code", (int)status.Code);
            json.WriteString("message", status.Message);
            WriteDetails(json, status.Details);
            json.WriteEndObject();
        }

        return body.ToArray();
    }

    private static void WriteDetails(Utf8JsonWriter json, ReadOnlyMemory<byte> bytes)
    {
        Status rich;
        try
        {
            rich = Status.Parser.ParseFrom(bytes.Span);
        }
        catch (InvalidProtocolBufferException)
        {
            // The app's own fault, and the code and message stand.
            return;
        }

        if (rich.Details.Count == 0)
        {
            return;
        }

        json.WriteStartArray("details");
        foreach (var detail in rich.Details)
        {
            json.WriteStartObject();
            json.WriteString("@type", detail.TypeUrl);
            if (detail.TypeUrl != ErrorInfoType || !TryWriteErrorInfo(json, detail.Value))
            {
                json.WriteBase64String("value", detail.Value.Span);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static bool TryWriteErrorInfo(Utf8JsonWriter json, ByteString bytes)
    {
        ErrorInfo info;
        try
        {
            info = ErrorInfo.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException)
        {
            return false;
        }

        json.WriteString("reason", info.Reason);
        json.WriteString("domain", info.Domain);
        json.WriteStartObject("metadata");
        foreach (var (key, value) in info.Metadata)
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
        return true;
    }
}
