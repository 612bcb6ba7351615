using System.Collections.Concurrent;
using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.PubSub;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.Components.PubSub.Sqlite;

/// <summary>
/// One subscription: takes as many messages as it has free handlers, never more, so that the members of a group share what waits and first deliveries
/// begin in order across all of them.
/// </summary>
internal sealed partial class TopicReader(
    GroupQueue queue, int concurrency, string topic, MessageHandler handler, Action<TopicReader> ended, TimeProvider time, ILogger log) : ISubscription
{
    // The app is away: this subscription waits so long before it asks again. Others get what it gave back at once.
    private static readonly TimeSpan AbandonedPause = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan GiveUpLimit = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _unwanted = new();
    private readonly ConcurrentDictionary<long, Delivery> _held = [];
    private readonly List<Task> _handling = [];
    private readonly Signal _signal = new();
    private readonly Lock _lock = new();
    private Task _reading = Task.CompletedTask;
    private Task? _ending;
    private int _busy;
    private bool _look = true;
    private bool _abandoned;
    private long? _nextDue;

    public long TopicId => queue.TopicId;

    /// <exception cref="ComponentException">The store cannot be used.</exception>
    public async Task StartAsync(CancellationToken cancellation)
    {
        await queue.JoinAsync(cancellation);
        _reading = ReadAsync();
    }

    /// <summary>There is something to look at.</summary>
    public void Ring()
    {
        Volatile.Write(ref _look, true);
        _signal.Set();
    }

    public async ValueTask StopAsync(CancellationToken giveUp)
    {
        Task ending;
        lock (_lock)
        {
            ending = _ending ??= EndAsync();
        }

        try
        {
            await ending.WaitAsync(giveUp);
        }
        catch (OperationCanceledException)
        {
            await GiveUpAsync();
        }
    }

    private async Task EndAsync()
    {
        await _stop.CancelAsync();
        await _reading;
        await Task.WhenAll(_handling);
        try
        {
            await queue.LeaveAsync();
        }
        catch (ComponentException)
        {
            // The store is away or closed. The membership ends with the process.
        }

        ended(this);
    }

    /// <summary>Leaves the handlers to themselves: what they have is given back, what they answer is not listened to.</summary>
    private async Task GiveUpAsync()
    {
        await _unwanted.CancelAsync();
        var given = _held.Keys.Select(seq => _held.TryRemove(seq, out var delivery) ? delivery : null).OfType<Delivery>().ToArray();
        if (given.Length == 0)
        {
            return;
        }

        try
        {
            await queue.ReleaseAsync(given).WaitAsync(GiveUpLimit, time);
        }
        catch (Exception e) when (e is ComponentException or TimeoutException)
        {
            // They come again when this process has ended.
        }
    }

    private async Task ReadAsync()
    {
        var retry = TimeSpan.Zero;
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                if (Volatile.Read(ref _abandoned))
                {
                    Volatile.Write(ref _abandoned, false);
                    await Task.Delay(AbandonedPause, time, _stop.Token);
                }

                var free = concurrency - Volatile.Read(ref _busy);
                var wait = free == 0 ? LongestPause : UntilNextLook();
                if (wait > TimeSpan.Zero)
                {
                    await _signal.WaitAsync(wait, _stop.Token);
                    continue;
                }

                try
                {
                    await TakeAsync(free);
                    if (retry > TimeSpan.Zero)
                    {
                        Log.TakesAgain(log, topic);
                    }

                    retry = TimeSpan.Zero;
                }
                catch (ComponentException e)
                {
                    if (retry == TimeSpan.Zero)
                    {
                        Log.CannotTake(log, topic, e.Message);
                    }

                    Volatile.Write(ref _look, true);
                    retry = retry == TimeSpan.Zero ? FirstRetry : TimeSpan.FromTicks(Math.Min(retry.Ticks * 2, LongestRetry.Ticks));
                    await Task.Delay(retry, time, _stop.Token);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    private TimeSpan UntilNextLook()
    {
        if (Volatile.Read(ref _look))
        {
            return TimeSpan.Zero;
        }

        var wait = _nextDue is { } due ? TimeSpan.FromMilliseconds(due - time.GetUtcNow().ToUnixTimeMilliseconds()) : LongestPause;
        return wait < LongestPause ? wait : LongestPause;
    }

    private async Task TakeAsync(int free)
    {
        // Before the look: what rings during it is looked at again.
        Volatile.Write(ref _look, false);
        var take = await queue.TakeAsync(free);
        _nextDue = take.NextDue;
        if (take.More)
        {
            Volatile.Write(ref _look, true);
        }

        if (_stop.IsCancellationRequested)
        {
            await queue.ReleaseAsync(take.Deliveries);
            return;
        }

        _handling.RemoveAll(handling => handling.IsCompleted);
        foreach (var delivery in take.Deliveries)
        {
            _held[delivery.Seq] = delivery;
            Interlocked.Increment(ref _busy);

            // Called from here one after the other: handlers start in the order of publishing.
            _handling.Add(HandleAsync(delivery));
        }
    }

    private async Task HandleAsync(Delivery delivery)
    {
        var outcome = DeliveryOutcome.Failed;
        var settling = Task.CompletedTask;
        try
        {
            outcome = await handler(delivery.Message, _unwanted.Token);
        }
        finally
        {
            // The settlement is in the queue before the slot is free: it and the next take share a commit. Not held any more: given up.
            if (_held.TryRemove(delivery.Seq, out _))
            {
                settling = SettleAsync(delivery, outcome);
            }

            Interlocked.Decrement(ref _busy);
            _signal.Set();
            await settling;
        }
    }

    /// <summary>Keeps on until it is settled: a message that stays leased to a living process never comes again.</summary>
    private async Task SettleAsync(Delivery delivery, DeliveryOutcome outcome)
    {
        for (var failing = false; !_unwanted.IsCancellationRequested; failing = true)
        {
            try
            {
                await queue.SettleAsync(delivery, outcome);
                break;
            }
            catch (ComponentException e)
            {
                if (!failing)
                {
                    Log.CannotSettle(log, topic, e.Message);
                }
            }

            try
            {
                await Task.Delay(LongestRetry / 10, time, _unwanted.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }

        if (outcome != DeliveryOutcome.Handled)
        {
            if (outcome == DeliveryOutcome.Abandoned)
            {
                Volatile.Write(ref _abandoned, true);
            }

            Ring();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(5102, LogLevel.Error, "Messages of {Topic} cannot be taken, and are tried again: {Reason}")]
        public static partial void CannotTake(ILogger logger, string topic, string reason);

        [LoggerMessage(5103, LogLevel.Information, "Messages of {Topic} are taken again")]
        public static partial void TakesAgain(ILogger logger, string topic);

        [LoggerMessage(5104, LogLevel.Warning, "What became of a message of {Topic} cannot be written down, and is tried again: {Reason}")]
        public static partial void CannotSettle(ILogger logger, string topic, string reason);
    }
}
