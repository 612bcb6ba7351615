using System.Diagnostics;
using System.Net;
using System.Text.Json;
using MeshRuntime.Client;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.AspNetCore;

/// <summary>
/// Takes a delivery of the sidecar's, one message or a bundle, and tells it what became of each. A handler's failure never leaves as a status of its own making:
/// to the sidecar, 404 means to drop the message.
/// </summary>
internal sealed partial class TopicEndpoint<T>(
    EventReader<T> reader, Func<TopicEvent<T>, CancellationToken, Task<EventOutcome>> handler, ILogger logger)
{
    public async Task HandleAsync(HttpContext context)
    {
        try
        {
            ErrorAnswer.RequireJson(context.Request);
            using var delivery = await JsonDocument.ParseAsync(context.Request.Body, default, context.RequestAborted).ConfigureAwait(false);
            var answer = BulkDelivery.Is(delivery.RootElement) ? AnswerBulkAsync(context, delivery.RootElement) : AnswerAsync(context, delivery.RootElement);
            await answer.ConfigureAwait(false);
        }
        catch (JsonException mistake)
        {
            await RefuseAsync(context, ErrorAnswer.BadJson("The delivery", mistake)).ConfigureAwait(false);
        }
        catch (MeshException refusal) when (refusal.Status is HttpStatusCode.BadRequest or HttpStatusCode.UnsupportedMediaType)
        {
            await RefuseAsync(context, refusal).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The sidecar has given up waiting, and counts the message as failed.
        }
    }

    private async Task AnswerAsync(HttpContext context, JsonElement envelope)
    {
        var received = reader.Read(envelope, EventMetadata.Of(context.Request.Headers), context.RequestServices);
        using var trace = context.Request.Headers.ContainsKey("traceparent") ? null : EventTrace.Begin(received);
        if (await TryHandleAsync(received, context.RequestAborted).ConfigureAwait(false) is { } outcome)
        {
            await OutcomeAnswer.WriteAsync(context, outcome).ConfigureAwait(false);
        }
        else
        {
            // With a status the sidecar's policies can tell this from a Retry that the handler asked for.
            await ErrorAnswer.WriteAsync(context, HttpStatusCode.InternalServerError, "", "The handler failed; the app's log says why.").ConfigureAwait(false);
        }
    }

    private async Task AnswerBulkAsync(HttpContext context, JsonElement delivery)
    {
        var outcomes = new List<(string EntryId, EventOutcome Outcome)>();
        foreach (var entry in BulkDelivery.Entries(delivery))
        {
            outcomes.Add((entry.Id, await HandleEntryAsync(context, entry).ConfigureAwait(false)));
        }

        await OutcomeAnswer.WriteAsync(context, outcomes).ConfigureAwait(false);
    }

    private async Task<EventOutcome> HandleEntryAsync(HttpContext context, BulkEntry entry)
    {
        try
        {
            // A scope each: what one message leaves half done in a scoped service is not the next one's.
            var scope = context.RequestServices.CreateAsyncScope();
            await using var _ = scope.ConfigureAwait(false);
            var received = reader.Read(entry.Envelope, entry.Metadata, scope.ServiceProvider);
            using var trace = EventTrace.Begin(received);
            return await TryHandleAsync(received, context.RequestAborted).ConfigureAwait(false) ?? EventOutcome.Retry;
        }
        catch (MeshException refusal) when (refusal.Status == HttpStatusCode.BadRequest)
        {
            // One bad message must not hold up its neighbours.
            Log.Unreadable(logger, context.Request.Path, refusal.Message);
            return EventOutcome.Retry;
        }
    }

    /// <summary>What the handler says; null when it failed.</summary>
    private async Task<EventOutcome?> TryHandleAsync(TopicEvent<T> received, CancellationToken cancellation)
    {
        try
        {
            return await handler(received, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception failure)
        {
            Activity.Current?.AddException(failure).SetStatus(ActivityStatusCode.Error, failure.Message);
            Log.Failed(logger, failure, received.PubSub, received.Topic, received.Id);
            return null;
        }
    }

    private async Task RefuseAsync(HttpContext context, MeshException refusal)
    {
        Log.Unreadable(logger, context.Request.Path, refusal.Message);
        await ErrorAnswer.WriteAsync(context, refusal).ConfigureAwait(false);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 6111, Level = LogLevel.Error, Message = "The handler of topic {Topic} of {PubSub} failed for event {EventId}; it comes again as the sidecar's policy has it")]
        public static partial void Failed(ILogger logger, Exception failure, string pubSub, string topic, string eventId);

        [LoggerMessage(EventId = 6112, Level = LogLevel.Warning, Message = "A delivery to {Path} cannot be read: {Problem}")]
        public static partial void Unreadable(ILogger logger, string path, string problem);
    }
}
