using System.Buffers;
using System.Text.Json;
using MeshRuntime.Abstractions.Errors;
using MeshRuntime.DataPlane.Messaging.Publishing;
using MeshRuntime.DataPlane.Telemetry;
using Microsoft.AspNetCore.Http;

namespace MeshRuntime.Api.Http;

/// <summary><c>POST /v1.0/publish/{pubsub}/{topic}</c> and its bulk form.</summary>
public sealed class PublishEndpoint(Publisher publisher)
{
    private const string TraceParent = "traceparent";
    private const string TraceState = "tracestate";

    /// <summary>Publishes the body.</summary>
    internal async Task PublishAsync(HttpContext context, PublishPath path, string query)
    {
        var metadata = QueryMetadata.Read(query);
        var error = publisher.Find(path.PubSub, path.Topic, metadata, out var target);
        if (error is null)
        {
            var (bytes, problem) = await RequestBytes.ReadAsync(context);
            error = problem is not null
                ? PublishErrors.Failed(path.PubSub, path.Topic, problem)
                : await publisher.PublishAsync(target!, new PublishEntry(bytes, context.Request.ContentType ?? "", Trace(context)), context.RequestAborted);
        }

        await AnswerAsync(context, error);
    }

    /// <summary>Publishes each entry of the body.</summary>
    internal async Task PublishBulkAsync(HttpContext context, PublishPath path, string query)
    {
        var metadata = QueryMetadata.Read(query);
        var error = publisher.Find(path.PubSub, path.Topic, metadata, out var target);
        if (error is not null)
        {
            await AnswerAsync(context, error);
            return;
        }

        var (bytes, problem) = await RequestBytes.ReadAsync(context);
        var outcome = problem is not null
            ? new BulkOutcome(PublishErrors.BadBulkBody(path.PubSub, path.Topic, publisher.Self.AppId, problem), [])
            : await PublishEntriesAsync(context, target!, bytes);
        if (outcome.Failures.Count > 0)
        {
            await WriteFailuresAsync(context, outcome.Failures);
            return;
        }

        await AnswerAsync(context, outcome.Error);
    }

    private async ValueTask<BulkOutcome> PublishEntriesAsync(HttpContext context, PublishTarget target, ReadOnlyMemory<byte> body)
    {
        var trace = Trace(context);
        var error = BulkBody.Read(body, target, publisher.Self.AppId, trace, out var entries);
        return error is not null ? new BulkOutcome(error, []) : await publisher.PublishBulkAsync(target, entries, context.RequestAborted);
    }

    /// <summary>The publish continues the trace of its request, and the answer says where it is in it.</summary>
    private static TraceContext Trace(HttpContext context)
    {
        var trace = TraceContext.Continue(context.Request.Headers[TraceParent], context.Request.Headers[TraceState]);
        context.Response.Headers[TraceParent] = trace.TraceParent;
        if (trace.TraceState.Length > 0)
        {
            context.Response.Headers[TraceState] = trace.TraceState;
        }

        return trace;
    }

    private static Task AnswerAsync(HttpContext context, MeshError? error)
    {
        if (error is not null)
        {
            return ErrorBody.WriteAsync(context, error);
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    /// <summary>Not the usual error: Dapr's clients read which entries they have to send again.</summary>
    private static Task WriteFailuresAsync(HttpContext context, IReadOnlyList<BulkFailure> failures)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body, JsonText.Options))
        {
            json.WriteStartObject();
            json.WriteStartArray("failedEntries");
            foreach (var failure in failures)
            {
                json.WriteStartObject();
                json.WriteString("entryId", failure.EntryId);
                json.WriteString("error", failure.Reason);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteString("errorCode", MeshErrorCode.PublishFailed.Name);
            json.WriteEndObject();
        }

        return ErrorBody.WriteAsync(context, MeshErrorCode.PublishFailed.HttpStatus, body.WrittenMemory);
    }
}
