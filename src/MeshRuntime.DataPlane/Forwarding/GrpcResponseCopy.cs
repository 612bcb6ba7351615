using System.IO.Pipelines;
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
            if (!ResponseStatus.IsGrpc(answer))
            {
                GrpcStatusWriter.WriteTrailersOnly(response, ResponseStatus.Of(answer));
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
            return ended.IsCancellationRequested || call.IsTimedOut || call.Deadline is { HasPassed: true } ? Ended(call)
                : call.Body?.ReadFailure is MessageTooLargeException large ? new GrpcStatus(GrpcCode.ResourceExhausted, large.Message)
                : TransportFailure.StatusOf(failure);
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
            : call.IsTimedOut ? new GrpcStatus(GrpcCode.DeadlineExceeded, "context deadline exceeded")
            : new GrpcStatus(GrpcCode.Cancelled, "the caller went away");
    }
}
