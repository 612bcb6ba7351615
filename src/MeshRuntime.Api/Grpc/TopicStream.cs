using MeshRuntime.DataPlane.Messaging.Publishing;
using MeshRuntime.DataPlane.Messaging.Subscriptions;
using MeshRuntime.DataPlane.Snapshots;
using MeshRuntime.Protocol.Grpc;
using MeshRuntime.Protocol.Protos.Runtime;
using Request = MeshRuntime.Protocol.Protos.Runtime.SubscribeTopicEventsRequestAlpha1;
using RequestKind = MeshRuntime.Protocol.Protos.Runtime.SubscribeTopicEventsRequestAlpha1.SubscribeTopicEventsRequestTypeOneofCase;
using TopicRule = MeshRuntime.DataPlane.Snapshots.TopicRule;

namespace MeshRuntime.Api.Grpc;

/// <summary><c>SubscribeTopicEventsAlpha1</c>: a client subscribes for as long as it holds the stream, and answers events on it.</summary>
public sealed class TopicStream(TopicSubscriptions subscriptions, SnapshotCell snapshots)
{
    private static readonly GrpcStatus Closed = new(GrpcCode.Unavailable, "stream closed: the sidecar stops, or the component was changed; subscribe again");

    /// <summary>Serves one stream.</summary>
    internal async ValueTask<GrpcStatus> HandleAsync(GrpcServerCall call)
    {
        var first = await call.ReadAsync(Request.Parser);
        if (Check(first) is { } wrong)
        {
            return wrong;
        }

        var plan = PlanOf(first!.InitialRequest);
        var receiver = new StreamEvents(call);
        if (await subscriptions.OpenAsync(plan, receiver) is not { } subscription)
        {
            return Refusal(plan);
        }

        await using (subscription)
        {
            await subscription.Subscribed.WaitAsync(call.Cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!subscription.Subscribed.IsCompletedSuccessfully)
            {
                return Closed;
            }

            await call.WriteAsync(new SubscribeTopicEventsResponseAlpha1 { InitialResponse = new SubscribeTopicEventsResponseInitialAlpha1() });
            receiver.Open();
            return await ReadAsync(call, receiver, subscription.Ended);
        }
    }

    private GrpcStatus? Check(Request? first)
    {
        if (first is not { SubscribeTopicEventsRequestTypeCase: RequestKind.InitialRequest })
        {
            return new GrpcStatus(GrpcCode.Unknown, "initial request is required");
        }

        var asked = first.InitialRequest;
        return asked.PubsubName.Length == 0 ? new GrpcStatus(GrpcCode.Unknown, "pubsubName is required")
            : asked.Topic.Length == 0 ? new GrpcStatus(GrpcCode.Unknown, "topic is required")
            : snapshots.Current.PubSubs.ContainsKey(asked.PubsubName) ? null
            : RichStatus.Of(PublishErrors.NotFound(asked.PubsubName, null));
    }

    /// <summary>Reads the client's answers until it has no more to say, or the sidecar has none to ask.</summary>
    private static async ValueTask<GrpcStatus> ReadAsync(GrpcServerCall call, StreamEvents receiver, CancellationToken ended)
    {
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var signal = ended.Register(over.SetResult);
        while (true)
        {
            var read = call.ReadAsync(Request.Parser).AsTask();
            if (await Task.WhenAny(read, over.Task) != read)
            {
                return Closed;
            }

            switch (await read)
            {
                case null:
                    receiver.Leave();
                    return GrpcStatus.Ok;
                case { SubscribeTopicEventsRequestTypeCase: RequestKind.InitialRequest }:
                    return new GrpcStatus(GrpcCode.Unknown, "duplicate initial request received");
                case { EventProcessed: { } processed }:
                    receiver.Answered(processed.Id, processed.Status?.Status ?? TopicEventResponse.Types.TopicEventResponseStatus.Success);
                    break;
            }
        }
    }

    private GrpcStatus Refusal(SubscriptionPlan plan) =>
        !snapshots.Current.PubSubs.TryGetValue(plan.PubSub, out var pubsub) ? RichStatus.Of(PublishErrors.NotFound(plan.PubSub, null))
        : pubsub.Scopes.AllowsSubscribe(plan.Topic) ? Closed
        : new GrpcStatus(
            GrpcCode.Unknown,
            $"failed to create subscription for {plan.PubSub}: subscription to topic '{plan.Topic}' on pubsub '{plan.PubSub}' is not allowed");

    private static SubscriptionPlan PlanOf(SubscribeTopicEventsRequestInitialAlpha1 asked) =>
        new(asked.PubsubName, asked.Topic, SubscriptionOrigin.Streaming)
        {
            Rules = [new TopicRule("", "/")],
            Metadata = new Dictionary<string, string>(asked.Metadata),
            DeadLetterTopic = asked.DeadLetterTopic,
        };
}
