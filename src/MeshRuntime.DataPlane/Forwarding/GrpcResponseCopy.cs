using System.IO.Pipelines;
using System.Net;
using MeshRuntime.DataPlane.Calls;
using MeshRuntime.Protocol.Grpc;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace MeshRuntime.DataPlane.Forwarding;

/// <summary>
/// Writes a gRPC app's answer to whoever called: metadata, messages as they come, trailers. What breaks on the way ends in a status, since that is
/// where a gRPC client looks.
/// </summary>
public static class GrpcResponseCopy
{
    // As BodyPump's.
    private const int BufferBytes = 16 * 1024;

    // Enough to fill the socket; a reader that is slower than that gets no more until it has read.
    private const int MaxUnflushedBytes = 4 * BufferBytes;

    /// <summary>Copies the whole answer.</summary>
    /// <param name="answer">Disposed at the end, which also ends the call at the next hop.</param>
    /// <param name="context">Where it goes.</param>
    /// <param name="call">The call that it answers.</param>
    /// <param name="maxMessageBytes">A longer message ends the call with RESOURCE_EXHAUSTED; null for no limit.</param>
    public static async Task WriteAsync(HttpResponseMessage answer, HttpContext context, MeshCall call, long? maxMessageBytes)
    {
        ArgumentNullException.ThrowIfNull(call);
        call.Body?.Answered();
        using (answer)
        {
            var response = context.Response;
            if (NotGrpc(answer) is { } foreign)
            {
                GrpcStatusWriter.WriteTrailersOnly(response, foreign);
                return;
            }

            HeaderCopy.Copy(answer.Headers.NonValidated, response.Headers, CallKind.Grpc);
            HeaderCopy.Copy(answer.Content.Headers.NonValidated, response.Headers, CallKind.Grpc);
            var broken = await CopyMessagesAsync(answer, response.BodyWriter, call, maxMessageBytes);
            if (broken is not null)
            {
                End(response, broken);
            }
            else if (answer.TrailingHeaders.NonValidated is { Count: > 0 } trailers)
            {
                HeaderCopy.Copy(trailers, context.Features.GetRequiredFeature<IHttpResponseTrailersFeature>().Trailers, CallKind.Grpc);
            }
        }
    }

    /// <summary>Ends an answer, begun or not, with a status of ours.</summary>
    public static void End(HttpResponse response, GrpcStatus status)
    {
        ArgumentNullException.ThrowIfNull(response);
        if (response.HasStarted)
        {
            GrpcStatusWriter.WriteTrailers(response, status);
        }
        else
        {
            GrpcStatusWriter.WriteTrailersOnly(response, status);
        }
    }

    private static async ValueTask<GrpcStatus?> CopyMessagesAsync(HttpResponseMessage answer, PipeWriter to, MeshCall call, long? maxMessageBytes)
    {
        var ended = call.Aborted;
        var watch = maxMessageBytes is { } max ? new MessageWatch(max) : null;
        var unflushed = 0;
        try
        {
            var from = await answer.Content.ReadAsStreamAsync(ended);
            while (true)
            {
                // A read of nothing waits until there is something. What has come before goes out meanwhile, the head of the answer too; what comes
                // in one piece (head, message, trailers of a short answer) goes out in one.
                var next = from.ReadAsync(Memory<byte>.Empty, ended);
                if ((!next.IsCompleted || unflushed >= MaxUnflushedBytes) && await FlushAsync(to, ended) is { } gone)
                {
                    return gone;
                }

                unflushed = next.IsCompleted && unflushed < MaxUnflushedBytes ? unflushed : 0;
                await next;
                var buffer = to.GetMemory(BufferBytes);
                var read = await from.ReadAsync(buffer, ended);
                if (read == 0)
                {
                    return null;
                }

                if (watch is not null && !watch.Accept(buffer.Span[..read]))
                {
                    return new GrpcStatus(GrpcCode.ResourceExhausted, MessageTooLargeException.Explain(maxMessageBytes!.Value));
                }

                to.Advance(read);
                unflushed += read;
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            return Ended(call);
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException or OperationCanceledException)
        {
            return ended.IsCancellationRequested ? Ended(call)
                : call.Body?.ReadFailure is MessageTooLargeException large ? new GrpcStatus(GrpcCode.ResourceExhausted, large.Message)
                : Broken(failure);
        }
    }

    private static async ValueTask<GrpcStatus?> FlushAsync(PipeWriter to, CancellationToken ended) =>
        (await to.FlushAsync(ended)).IsCompleted ? new GrpcStatus(GrpcCode.Cancelled, "the caller went away") : null;

    /// <summary>Nobody waits any more: for whom there still is a connection to, the reason.</summary>
    public static GrpcStatus Ended(MeshCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return call.Deadline is { HasPassed: true }
            ? new GrpcStatus(GrpcCode.DeadlineExceeded, "the call's deadline has passed")
            : new GrpcStatus(GrpcCode.Cancelled, "the caller went away");
    }

    // RST_STREAM's codes (RFC 9113, 7) as the gRPC protocol reads them; a connection that ended is the next hop's death.
    private static GrpcStatus Broken(Exception failure) => new(
        (failure as HttpProtocolException ?? failure.InnerException as HttpProtocolException)?.ErrorCode switch
        {
            null or 0x7 => GrpcCode.Unavailable,
            0x8 => GrpcCode.Cancelled,
            0xb => GrpcCode.ResourceExhausted,
            0xc => GrpcCode.PermissionDenied,
            _ => GrpcCode.Internal,
        },
        $"the answer broke off: {SendFailure.ReasonOf(failure)}");

    /// <summary>What an answer means that is not gRPC's: an app behind that port which speaks something else (gRPC over HTTP/2, "HTTP to status codes").</summary>
    private static GrpcStatus? NotGrpc(HttpResponseMessage answer)
    {
        answer.Content.Headers.NonValidated.TryGetValues("Content-Type", out var values);
        var type = values.ToString();
        if (answer.StatusCode == HttpStatusCode.OK && GrpcHeaders.IsGrpc(type))
        {
            return null;
        }

        var code = answer.StatusCode switch
        {
            HttpStatusCode.BadRequest => GrpcCode.Internal,
            HttpStatusCode.Unauthorized => GrpcCode.Unauthenticated,
            HttpStatusCode.Forbidden => GrpcCode.PermissionDenied,
            HttpStatusCode.NotFound => GrpcCode.Unimplemented,
            HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout =>
                GrpcCode.Unavailable,
            _ => GrpcCode.Unknown,
        };
        return new GrpcStatus(code, $"the answer is not gRPC but HTTP {(int)answer.StatusCode} of type \"{type}\": does the app speak gRPC on its app port?");
    }
}
