using MeshRuntime.Abstractions.PubSub;
using MeshRuntime.DataPlane.Messaging.Publishing;
using MeshRuntime.DataPlane.Snapshots;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.DataPlane.Messaging.Delivery;

/// <summary>The topic that takes what a subscription could not deliver, with everything the broker knew of it.</summary>
/// <param name="plan">Names the topic.</param>
/// <param name="pubsub">The broker of both topics.</param>
/// <param name="publisher">Publishes to it, under our app's scopes.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Told when it does not work.</param>
internal sealed partial class DeadLetters(SubscriptionPlan plan, PubSubPlan pubsub, Publisher publisher, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30); // Dapr

    /// <summary>False when the subscription names no such topic.</summary>
    public bool Exist => plan.DeadLetterTopic.Length > 0;

    /// <summary>Publishes a message to it; false when the broker does not have it there, so that it must not be acknowledged.</summary>
    /// <param name="message">As received.</param>
    /// <param name="ended">The sidecar ends: nothing becomes a dead letter because of that.</param>
    /// <exception cref="OperationCanceledException">It ended.</exception>
    public async ValueTask<bool> TryAddAsync(PubSubMessage message, CancellationToken ended)
    {
        ended.ThrowIfCancellationRequested();
        var metadata = new Dictionary<string, string>(message.Metadata ?? Events.EmptyMetadata.Instance) { ["pubsubName"] = plan.PubSub };
        if (message.ContentType is { } type)
        {
            metadata["content-type"] = type;
        }

        using var limit = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ended);
        string? problem;
        try
        {
            problem = await publisher.RepublishAsync(pubsub, plan.DeadLetterTopic, message with { Metadata = metadata }, either.Token);
        }
        catch (OperationCanceledException) when (!ended.IsCancellationRequested)
        {
            problem = $"the broker did not answer within {Limit.TotalSeconds} s";
        }

        if (problem is not null)
        {
            Log.NotAdded(log, plan.DeadLetterTopic, plan.Topic, plan.PubSub, problem);
        }

        return problem is null;
    }

    private static partial class Log
    {
        [LoggerMessage(1414, LogLevel.Error, "A message could not be published to the dead-letter topic {DeadLetterTopic} of topic {Topic} on {PubSub}, and stays with the broker: {Reason}")]
        public static partial void NotAdded(ILogger logger, string deadLetterTopic, string topic, string pubSub, string reason);
    }
}
