using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.PubSub;
using MeshRuntime.DataPlane.Messaging.Delivery;
using MeshRuntime.DataPlane.Messaging.Publishing;
using MeshRuntime.DataPlane.Snapshots;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.DataPlane.Messaging.Subscriptions;

/// <summary>
/// One running subscription: subscribes, for as long as it takes, with pauses that grow; then its broker pumps messages into a
/// <see cref="TopicDelivery"/> until it is stopped.
/// </summary>
internal sealed partial class SubscriptionPump : IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(4); // a broker that is back is in use again within five seconds

    private static readonly TimeSpan TellEvery = TimeSpan.FromMinutes(1); // a broker may be away for days

    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly TaskCompletionSource _attempted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _subscribed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TopicDelivery _delivery;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private Task<ISubscription?> _running = Task.FromResult<ISubscription?>(null);

    /// <param name="plan">What is subscribed to.</param>
    /// <param name="pubsub">The broker.</param>
    /// <param name="receiver">Where events go.</param>
    /// <param name="publisher">Takes dead letters.</param>
    /// <param name="parts">Clock, meters, loggers.</param>
    public SubscriptionPump(SubscriptionPlan plan, PubSubPlan pubsub, IEventReceiver receiver, Publisher publisher, DataPlaneParts parts)
    {
        (Plan, PubSub, Ended, _time) = (plan, pubsub, _ended.Token, parts.Time);
        _log = parts.Loggers.CreateLogger<SubscriptionPump>();
        _delivery = new TopicDelivery(plan, pubsub, receiver, publisher, parts, _stopping.Token, _ended.Token);
    }

    public SubscriptionPlan Plan { get; }

    public PubSubPlan PubSub { get; }

    /// <summary>Completes when the first attempt to subscribe is over, well or not.</summary>
    public Task Attempted => _attempted.Task;

    /// <summary>Completes when the broker knows of the subscription; cancelled when it is stopped before.</summary>
    public Task Subscribed => _subscribed.Task;

    /// <summary>Fires when it has stopped: no answer is waited for any longer.</summary>
    public CancellationToken Ended { get; }

    /// <summary>Begins.</summary>
    public void Start() => _running = SubscribeAsync();

    /// <summary>Ends it: begins nothing more, lets the app finish what it has.</summary>
    /// <param name="grace">Then answers are not waited for any longer, and the broker keeps those messages.</param>
    public async Task StopAsync(CancellationToken grace)
    {
        await _stopping.CancelAsync();
        if (await _running is { } subscription)
        {
            await subscription.StopAsync(grace);
            Log.Unsubscribed(_log, Plan.Topic, PubSub.Name);
        }

        await _ended.CancelAsync();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopping.Dispose();
        _ended.Dispose();
    }

    private async Task<ISubscription?> SubscribeAsync()
    {
        var pause = FirstPause;
        long? toldAt = null;
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var made = await PubSub.Component.SubscribeAsync(
                    new TopicSubscription(PubSub.TopicPrefix + Plan.Topic, Plan.Metadata), _delivery.HandleAsync, _stopping.Token);
                _attempted.TrySetResult();
                _subscribed.TrySetResult();
                Log.Subscribed(_log, Plan.Topic, PubSub.Name);
                return made;
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                break;
            }
            catch (Exception failure)
            {
                // Whatever it is: a subscription that is given up is an app that waits for ever and does not know it.
                if (toldAt is not { } told || _time.GetElapsedTime(told) >= TellEvery)
                {
                    toldAt = _time.GetTimestamp();
                    Log.NotSubscribed(_log, Plan.Topic, PubSub.Name, failure is ComponentException ? failure.Message : failure.ToString(), LongestPause.TotalSeconds);
                }
            }

            _attempted.TrySetResult();
            await Task.Delay(pause, _time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }

        _attempted.TrySetResult();
        _subscribed.TrySetCanceled(CancellationToken.None);
        return null;
    }

    private static partial class Log
    {
        [LoggerMessage(1420, LogLevel.Information, "Subscribed to topic {Topic} on {PubSub}")]
        public static partial void Subscribed(ILogger logger, string topic, string pubSub);

        [LoggerMessage(1421, LogLevel.Information, "Unsubscribed from topic {Topic} on {PubSub}")]
        public static partial void Unsubscribed(ILogger logger, string topic, string pubSub);

        [LoggerMessage(1422, LogLevel.Error, "Topic {Topic} on {PubSub} could not be subscribed to, and it is tried again every {Seconds} s at the latest: {Reason}")]
        public static partial void NotSubscribed(ILogger logger, string topic, string pubSub, string reason, double seconds);
    }
}
