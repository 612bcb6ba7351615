using Google.Protobuf;
using MeshRuntime.DataPlane.Messaging.Events;
using MeshRuntime.DataPlane.Telemetry;
using MeshRuntime.Protocol;
using MeshRuntime.Protocol.Grpc;
using MeshRuntime.Protocol.Protos.Runtime;

namespace MeshRuntime.DataPlane.Messaging.Delivery;

/// <summary>Gives events to a gRPC app: <c>AppCallback.OnTopicEvent</c> and <c>OnBulkTopicEvent</c>.</summary>
/// <param name="app">The app.</param>
/// <param name="token">Proves to the app that it is us; null for none.</param>
internal sealed class GrpcEvents(GrpcChannel app, string? token) : IEventReceiver
{
    private const string Single = "/dapr.proto.runtime.v1.AppCallback/OnTopicEvent";
    private const string Bulk = "/dapr.proto.runtime.v1.AppCallback/OnBulkTopicEvent";
    private const string OlderBulk = "/dapr.proto.runtime.v1.AppCallbackAlpha/OnBulkTopicEventAlpha1"; // all that Dapr's JS SDK has

    /// <inheritdoc/>
    public async ValueTask<EventAnswer> SendAsync(TopicEvent read, CancellationToken cancellation)
    {
        var message = EventMessage.Of(read, out var problem);
        if (problem is not null)
        {
            return new EventAnswer(EventVerdict.Retry, problem);
        }

        var reply = await app.UnaryAsync(Single, message, TopicEventResponse.Parser, Options(read), cancellation);
        return reply.Message is { } answer ? TopicEventAnswer.Of(answer.Status) : Failed(reply, cancellation);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<EventAnswer>> SendAsync(EventBatch batch, CancellationToken cancellation)
    {
        var message = new TopicEventBulkRequest
        {
            Id = Guid.NewGuid().ToString(),
            Topic = batch.Topic,
            PubsubName = batch.PubSub,
            Type = EventBatch.Type,
            Path = batch.Path,
            Metadata = { ["pubsubName"] = batch.PubSub },
        };
        message.Entries.AddRange(batch.Entries.Select(EntryOf));
        var reply = await app.UnaryAsync(Bulk, message, TopicEventBulkResponse.Parser, Options(null), cancellation);
        if (reply.Status.Code == GrpcCode.Unimplemented)
        {
            reply = await app.UnaryAsync(OlderBulk, message, TopicEventBulkResponse.Parser, Options(null), cancellation);
        }

        return reply.Message is { } answer
            ? HttpBatchAnswer.InOrder(batch, answer.Statuses.GroupBy(status => status.EntryId).ToDictionary(same => same.Key, same => TopicEventAnswer.Of(same.Last().Status)))
            : batch.All(Failed(reply, cancellation));
    }

    private static TopicEventBulkRequestEntry EntryOf(BatchEntry entry)
    {
        var made = new TopicEventBulkRequestEntry { EntryId = entry.Id, ContentType = entry.ContentType };
        made.Metadata.Add(entry.Event.Metadata.ToDictionary(StringComparer.Ordinal));
        if (entry.Event.Raw is { } raw)
        {
            made.Bytes = UnsafeByteOperations.UnsafeWrap(raw);
        }
        else
        {
            made.CloudEvent = EventMessage.InBatch(entry.Event, out _);
        }

        return made;
    }

    private GrpcCallOptions Options(TopicEvent? read)
    {
        var metadata = new GrpcMetadata();
        foreach (var (name, value) in read?.Metadata ?? EmptyMetadata.Instance)
        {
            if (EventHeaders.IsPassed(name))
            {
                // What metadata cannot hold is left out.
                metadata.TryAdd(name.ToLowerInvariant(), value);
            }
        }

        if (read is not null)
        {
            metadata.TryAdd("pubsubname", read.PubSub);
        }

        if (token is not null)
        {
            metadata.Add(MeshNames.ApiToken, token);
        }

        if (read is not null && TraceContext.IsValid(read.TraceParent))
        {
            metadata.Add("traceparent", TraceContext.Continue(read.TraceParent, read.TraceState).TraceParent);
        }

        return GrpcCallOptions.None with { Metadata = metadata };
    }

    private static EventAnswer Failed<T>(GrpcReply<T> reply, CancellationToken cancellation)
        where T : class => reply switch
    {
        _ when cancellation.IsCancellationRequested => EventAnswer.Abandoned,
        { IsUnsent: true } => new EventAnswer(EventVerdict.Unreached, reply.Status.Message),
        { IsAnswered: false } => new EventAnswer(EventVerdict.BrokenOff, reply.Status.Message),
        { Status.Code: GrpcCode.Unimplemented } => new EventAnswer(EventVerdict.Unwanted, $"the app has no method for events: {reply.Status.Message}"),
        _ => new EventAnswer(EventVerdict.Retry, $"the app answered {reply.Status}") { GrpcStatus = (int)reply.Status.Code },
    };
}
