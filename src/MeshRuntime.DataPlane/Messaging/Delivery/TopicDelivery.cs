using MeshRuntime.Abstractions.PubSub;
using MeshRuntime.DataPlane.Messaging.Publishing;
using MeshRuntime.DataPlane.Snapshots;
using MeshRuntime.DataPlane.Telemetry;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.DataPlane.Messaging.Delivery;

/// <summary>
/// Takes the messages of one subscription from its broker to the app: read, still worth it?, which path?, give, and what became of it. One attempt,
/// or as many as the policies of the broker say; what failed then is the broker's to bring again, unless the subscription has a dead-letter topic.
/// </summary>
internal sealed partial class TopicDelivery
{
    // A message that breaks the app each time must not do it for ever.
    private const int MaxBreaks = 3;

    private readonly SubscriptionPlan _plan;
    private readonly GuardedDelivery _receiver;
    private readonly EventReader _reader;
    private readonly TopicRouter _router;
    private readonly DeadLetters _deadLetters;
    private readonly BatchGatherer? _batches;
    private readonly AppReturn _return;
    private readonly PubSubMeters _meters;
    private readonly TopicLabels _labels;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CancellationToken _stopping;
    private readonly CancellationToken _ended;

    /// <param name="plan">What is subscribed to.</param>
    /// <param name="pubsub">The broker.</param>
    /// <param name="receiver">Where events go.</param>
    /// <param name="publisher">Takes dead letters.</param>
    /// <param name="parts">Clock, meters, loggers.</param>
    /// <param name="stopping">From then on no message is begun.</param>
    /// <param name="ended">From then on no answer is waited for.</param>
    public TopicDelivery(
        SubscriptionPlan plan,
        PubSubPlan pubsub,
        IEventReceiver receiver,
        Publisher publisher,
        DataPlaneParts parts,
        CancellationToken stopping,
        CancellationToken ended)
    {
        (_plan, _time, _stopping, _ended) = (plan, parts.Time, stopping, ended);
        _receiver = new GuardedDelivery(receiver, publisher.Policies.Runner, publisher.Policies.Inbound(pubsub), ended);
        _reader = new EventReader(plan, pubsub);
        _router = new TopicRouter(plan);
        _meters = parts.Meters.PubSub;
        _labels = new TopicLabels(plan.PubSub, publisher.Self.Namespace, plan.Topic);
        _log = parts.Loggers.CreateLogger<TopicDelivery>();
        _deadLetters = new DeadLetters(plan, pubsub, publisher, parts.Time, _log);
        _return = new AppReturn(parts.Time);
        _batches = plan.Bulk is { } bulk ? new BatchGatherer(bulk, _receiver, parts.Time, _meters, _labels, stopping, ended) : null;
    }

    /// <summary>Handles one message. Never throws.</summary>
    /// <param name="message">The message.</param>
    /// <param name="unwanted">Not looked at: an app call that has begun is finished, as Dapr does, and its outcome told.</param>
    public async ValueTask<DeliveryOutcome> HandleAsync(PubSubMessage message, CancellationToken unwanted)
    {
        if (_stopping.IsCancellationRequested)
        {
            return DeliveryOutcome.Abandoned;
        }

        try
        {
            return await ReadAsync(message);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested || _ended.IsCancellationRequested)
        {
            return DeliveryOutcome.Abandoned;
        }
        catch (Exception fault)
        {
            // A bug of ours must not end a broker's read loop, and the message must not be lost for it.
            Log.Broke(_log, _plan.Topic, _plan.PubSub, fault);
            return DeliveryOutcome.Failed;
        }
    }

    private async ValueTask<DeliveryOutcome> ReadAsync(PubSubMessage message)
    {
        if (!_reader.TryRead(message, out var read, out var problem))
        {
            return await GiveUpAsync(message, $"the message is no event: {problem}");
        }

        if (EventReader.IsExpired(read, _time.GetUtcNow()))
        {
            _meters.Delivered(_labels, "drop", "drop", TimeSpan.Zero);
            return await DropAsync(message, "the event has expired");
        }

        if (_router.PathOf(read, out problem) is { } path)
        {
            return await DeliverAsync(message, read with { Path = path });
        }

        if (problem is not null)
        {
            return await GiveUpAsync(message, problem);
        }

        _meters.Delivered(_labels, "drop", "success", TimeSpan.Zero);
        return await DropAsync(message, "no rule of the subscription matches the event");
    }

    private async ValueTask<DeliveryOutcome> DeliverAsync(PubSubMessage message, TopicEvent read)
    {
        var began = _time.GetTimestamp();
        var answer = await SendAsync(read);
        var outcome = answer.Verdict switch
        {
            EventVerdict.Success or EventVerdict.Unwanted => DeliveryOutcome.Handled,
            EventVerdict.Drop => await DropAsync(message, answer.Reason),
            EventVerdict.Abandoned => DeliveryOutcome.Abandoned,
            _ => await GiveUpAsync(message, answer.Reason),
        };
        if (_batches is null && answer.Verdict != EventVerdict.Abandoned)
        {
            Count(answer.Verdict, _time.GetElapsedTime(began));
        }

        return outcome;
    }

    /// <summary>
    /// An app that is not there has refused nothing: the message waits for it. One that goes away in the middle gets it a few times, unless policies say
    /// how often.
    /// </summary>
    private async ValueTask<EventAnswer> SendAsync(TopicEvent read)
    {
        var breaks = 0;
        for (var attempt = 0; ; attempt++)
        {
            var answer = _batches is null ? await _receiver.SendAsync(read) : await _batches.SendAsync(read);
            if (answer.Verdict is not (EventVerdict.Unreached or EventVerdict.BrokenOff)
                || (answer.Verdict == EventVerdict.BrokenOff && (_receiver.Repeats || ++breaks >= MaxBreaks)))
            {
                return answer;
            }

            if (attempt == 0)
            {
                Log.Waiting(_log, _plan.Topic, _plan.PubSub, answer.Reason);
            }

            await _return.WaitAsync(attempt, _stopping);
        }
    }

    private async ValueTask<DeliveryOutcome> DropAsync(PubSubMessage message, string reason)
    {
        Log.Dropped(_log, _plan.Topic, _plan.PubSub, reason);
        return !_deadLetters.Exist || await _deadLetters.TryAddAsync(message, _ended) ? DeliveryOutcome.Handled : DeliveryOutcome.Failed;
    }

    private async ValueTask<DeliveryOutcome> GiveUpAsync(PubSubMessage message, string reason)
    {
        Log.Failed(_log, _plan.Topic, _plan.PubSub, reason);
        return _deadLetters.Exist && await _deadLetters.TryAddAsync(message, _ended) ? DeliveryOutcome.Handled : DeliveryOutcome.Failed;
    }

    private void Count(EventVerdict verdict, TimeSpan elapsed)
    {
        var outcome = verdict switch
        {
            EventVerdict.Success or EventVerdict.Unwanted => "success",
            EventVerdict.Drop => "drop",
            _ => "retry",
        };
        _meters.Delivered(_labels, outcome, verdict == EventVerdict.Drop ? "success" : outcome, elapsed);
    }

    private static partial class Log
    {
        [LoggerMessage(1410, LogLevel.Error, "A message of topic {Topic} on {PubSub} met a fault of the sidecar and goes back to the broker")]
        public static partial void Broke(ILogger logger, string topic, string pubSub, Exception fault);

        [LoggerMessage(1411, LogLevel.Warning, "A message of topic {Topic} on {PubSub} waits for the app: {Reason}")]
        public static partial void Waiting(ILogger logger, string topic, string pubSub, string reason);

        [LoggerMessage(1412, LogLevel.Warning, "A message of topic {Topic} on {PubSub} is dropped: {Reason}")]
        public static partial void Dropped(ILogger logger, string topic, string pubSub, string reason);

        [LoggerMessage(1413, LogLevel.Warning, "A message of topic {Topic} on {PubSub} was not handled: {Reason}")]
        public static partial void Failed(ILogger logger, string topic, string pubSub, string reason);
    }
}
