using System.Globalization;
using System.Text.Json;
using MeshRuntime.Abstractions.Errors;
using MeshRuntime.DataPlane.Messaging.Queues;
using Microsoft.AspNetCore.Http;

namespace MeshRuntime.Api.Http;

/// <summary>What waits in a broker: an API of our own, behind <c>mesh queue</c>. Its parts are one API for <c>spec.api</c>: <c>mesh</c>, <c>v1alpha1</c>.</summary>
public sealed class QueueEndpoint(BrokerQueues queues)
{
    private const int DefaultCount = 10;

    /// <summary>Answers one question.</summary>
    internal Task HandleAsync(HttpContext context, QueuePath path) => path.Question switch
    {
        QueueQuestion.List => ListAsync(context, path.PubSub),
        QueueQuestion.Peek => PeekAsync(context, path),
        _ => RedriveAsync(context, path),
    };

    private async Task ListAsync(HttpContext context, string pubsub)
    {
        var (list, error) = await queues.ListAsync(pubsub, context.RequestAborted);
        await JsonObject.AnswerAsync(context, error, json => QueueJson.Write(json, list));
    }

    private async Task PeekAsync(HttpContext context, QueuePath path)
    {
        if (!TryReadCount(context.Request.Query["count"], out var count) || !TryReadDead(context.Request.Query["dead"], out var isDead))
        {
            var problem = $"count must be a number from 1 to {BrokerQueues.MaxPeek}, and dead must be true or false";
            await ErrorBody.WriteAsync(context, new MeshError(MeshErrorCode.BadRequest, problem));
            return;
        }

        var (messages, error) = await queues.PeekAsync(path.PubSub, path.Topic, Group(context), isDead, count, context.RequestAborted);
        await JsonObject.AnswerAsync(context, error, json => QueueJson.Write(json, messages));
    }

    private async Task RedriveAsync(HttpContext context, QueuePath path)
    {
        var (count, error) = await queues.RedriveAsync(path.PubSub, path.Topic, Group(context), context.RequestAborted);
        await JsonObject.AnswerAsync(context, error, json => json.WriteNumber("redriven", count));
    }

    private static string? Group(HttpContext context) => context.Request.Query["group"].ToString() is { Length: > 0 } group ? group : null;

    private static bool TryReadCount(string? text, out int count)
    {
        count = DefaultCount;
        return string.IsNullOrEmpty(text)
            || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count) && count is >= 1 and <= BrokerQueues.MaxPeek);
    }

    private static bool TryReadDead(string? text, out bool isDead)
    {
        isDead = false;
        return string.IsNullOrEmpty(text) || bool.TryParse(text, out isDead);
    }
}
