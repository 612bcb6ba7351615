using MeshRuntime.DataPlane.Messaging.Delivery;
using MeshRuntime.DataPlane.Messaging.Publishing;
using MeshRuntime.DataPlane.Snapshots;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.DataPlane.Messaging.Subscriptions;

/// <summary>
/// Every subscription that runs now. What should run follows from the snapshot, from what the app asked for, and from whether the app is well; each
/// time one of these changes, what runs is brought in line, and siblings are left alone.
/// </summary>
public sealed partial class TopicSubscriptions : IAsyncDisposable
{
    // A component that is taken away waits this long for the app to finish what came from it (Dapr).
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);

    // So that what is published once the sidecar is ready is delivered, on brokers too that keep nothing. One that does not answer holds nobody up.
    private static readonly TimeSpan FirstAttemptLimit = TimeSpan.FromSeconds(5);

    private readonly IEventReceiver? _app;
    private readonly Publisher _publisher;
    private readonly SnapshotCell _snapshots;
    private readonly DataPlaneParts _parts;
    private readonly ILogger _log;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly HashSet<(string, string)> _refused = [];
    private IReadOnlyList<SubscriptionPlan> _asked = [];
    private List<SubscriptionPump> _running = [];
    private List<SubscriptionPump> _streams = [];
    private bool _isAppReady;
    private bool _isStopped;

    /// <param name="app">Our app; null when it takes no events.</param>
    /// <param name="publisher">Takes dead letters.</param>
    /// <param name="snapshots">What is configured.</param>
    /// <param name="parts">Clock, meters, loggers.</param>
    internal TopicSubscriptions(IEventReceiver? app, Publisher publisher, SnapshotCell snapshots, DataPlaneParts parts)
    {
        (_app, _publisher, _snapshots, _parts) = (app, publisher, snapshots, parts);
        _log = parts.Loggers.CreateLogger<TopicSubscriptions>();
    }

    /// <summary>What runs now, for the metadata API.</summary>
    public IReadOnlyList<SubscriptionPlan> Running =>
        [.. Volatile.Read(ref _running).Concat(Volatile.Read(ref _streams)).Select(pump => pump.Plan)];

    /// <summary>Brings what runs in line with the snapshot in force. Returns when nothing uses a component that is no longer in it.</summary>
    public Task ApplyAsync() => ChangeAsync(() => { });

    /// <summary>Takes what the app asked for.</summary>
    internal Task AskedAsync(IReadOnlyList<SubscriptionPlan> asked) => ChangeAsync(() => _asked = asked);

    /// <summary>Starts the app's subscriptions when it is well, and ends them when it is not. Streams are their clients' business.</summary>
    internal Task AppIsReadyAsync(bool isReady) => ChangeAsync(() => _isAppReady = isReady);

    /// <summary>Opens a subscription for a client that holds a stream. Null when there is no such broker, the topic is not for this app, or all has stopped.</summary>
    public async Task<StreamSubscription?> OpenAsync(SubscriptionPlan plan, IEventReceiver receiver)
    {
        ArgumentNullException.ThrowIfNull(plan);
        await _turn.WaitAsync();
        try
        {
            if (_isStopped || !_snapshots.Current.PubSubs.TryGetValue(plan.PubSub, out var pubsub) || !pubsub.Scopes.AllowsSubscribe(plan.Topic))
            {
                return null;
            }

            var pump = new SubscriptionPump(plan, pubsub, receiver, _publisher, _parts);
            pump.Start();
            Volatile.Write(ref _streams, [.. _streams, pump]);
            return new StreamSubscription(pump, CloseAsync);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Ends all of them: nothing more is begun, and what the app has is finished until the grace period is over.</summary>
    public async Task StopAsync(CancellationToken grace)
    {
        await _turn.WaitAsync(CancellationToken.None);
        try
        {
            _isStopped = true;
            await StopAllAsync([.. _running, .. _streams], grace);
            Volatile.Write(ref _running, []);
            Volatile.Write(ref _streams, []);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // The semaphore is left to the garbage: a stream that ends late still closes its subscription, and finds it closed.
        await StopAsync(new CancellationToken(canceled: true));
    }

    private async Task ChangeAsync(Action change)
    {
        // One change at a time: each waits until what it stops has stopped.
        await _turn.WaitAsync();
        try
        {
            change();
            if (!_isStopped)
            {
                await AlignAsync();
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task AlignAsync()
    {
        var snapshot = _snapshots.Current;
        var wanted = _isAppReady && _app is not null ? Wanted(snapshot) : [];
        var kept = _running.Where(pump => wanted.Contains(pump.Plan) && IsCurrent(pump, snapshot)).ToList();
        using var limit = new CancellationTokenSource(StopLimit, _parts.Time);
        var gone = _streams.Where(pump => !IsCurrent(pump, snapshot)).ToList();
        await StopAllAsync([.. _running.Except(kept), .. gone], limit.Token);
        Volatile.Write(ref _streams, [.. _streams.Except(gone)]);

        var begun = new List<SubscriptionPump>();
        foreach (var plan in wanted.Except(kept.Select(pump => pump.Plan)))
        {
            if (Find(plan, snapshot) is { } pubsub)
            {
                var pump = new SubscriptionPump(plan, pubsub, _app!, _publisher, _parts);
                pump.Start();
                begun.Add(pump);
            }
        }

        Volatile.Write(ref _running, [.. kept, .. begun]);
        await Task.WhenAny(Task.WhenAll(begun.Select(pump => pump.Attempted)), Task.Delay(FirstAttemptLimit, _parts.Time, limit.Token));
        await limit.CancelAsync();
    }

    /// <summary>What the app asked for replaces what files say of the same topic, and of two requests of the app the last counts (Dapr).</summary>
    private List<SubscriptionPlan> Wanted(MeshSnapshot snapshot)
    {
        var byTopic = new Dictionary<(string, string), SubscriptionPlan>();
        foreach (var plan in snapshot.Subscriptions.Concat(_asked))
        {
            byTopic[(plan.PubSub, plan.Topic)] = plan;
        }

        return [.. byTopic.Values];
    }

    private PubSubPlan? Find(SubscriptionPlan plan, MeshSnapshot snapshot)
    {
        if (!snapshot.PubSubs.TryGetValue(plan.PubSub, out var pubsub))
        {
            return null; // It begins when the component comes.
        }

        if (pubsub.Scopes.AllowsSubscribe(plan.Topic))
        {
            _refused.Remove((plan.PubSub, plan.Topic));
            return pubsub;
        }

        if (_refused.Add((plan.PubSub, plan.Topic)))
        {
            Log.NotAllowed(_log, plan.Topic, plan.PubSub, _publisher.Self.AppId);
        }

        return null;
    }

    private static bool IsCurrent(SubscriptionPump pump, MeshSnapshot snapshot) =>
        snapshot.PubSubs.TryGetValue(pump.PubSub.Name, out var now) && ReferenceEquals(now.Component, pump.PubSub.Component) && now.Scopes.AllowsSubscribe(pump.Plan.Topic);

    private static async Task StopAllAsync(IReadOnlyList<SubscriptionPump> pumps, CancellationToken grace)
    {
        await Task.WhenAll(pumps.Select(pump => pump.StopAsync(grace)));
        foreach (var pump in pumps)
        {
            pump.Dispose();
        }
    }

    private async Task CloseAsync(SubscriptionPump pump)
    {
        await _turn.WaitAsync();
        try
        {
            if (_streams.Contains(pump))
            {
                Volatile.Write(ref _streams, [.. _streams.Where(other => other != pump)]);

                // Nobody is left to answer, and what was not answered is given up by then. But what was answered has to reach the broker, else it comes again.
                using var limit = new CancellationTokenSource(StopLimit, _parts.Time);
                await StopAllAsync([pump], limit.Token);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1423, LogLevel.Error, "Topic {Topic} on {PubSub} is not subscribed to: the component's scopes do not allow it for app {AppId}")]
        public static partial void NotAllowed(ILogger logger, string topic, string pubSub, string appId);
    }
}
