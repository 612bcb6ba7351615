using System.Threading.Channels;
using MeshRuntime.Abstractions.PubSub;
using MeshRuntime.Components.Clients.Resp;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.Components.PubSub.Redis;

/// <summary>One topic that is being read: an intake that fills a queue, and workers that empty it.</summary>
internal sealed partial class RedisSubscription : ISubscription
{
    private static readonly TimeSpan UnblockPace = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _giveUp = new();
    private readonly CancellationTokenSource _settled = new();
    private readonly HeldMessages _held = new();
    private readonly Channel<StreamEntry> _queue;
    private readonly StreamGroup _group;
    private readonly RespClient _reader;
    private readonly MessageHandler _handler;
    private readonly RedisPubSubOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Task _reading;
    private readonly Task _reclaiming;
    private readonly Task _keeping;
    private readonly Task _working;
    private readonly Lock _gate = new();
    private Task? _stopping;

    /// <param name="group">The group, which exists.</param>
    /// <param name="reader">A connection of its own for reads that wait; disposed at the end.</param>
    /// <param name="handler">Takes the messages.</param>
    /// <param name="options">The component's.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">The component's.</param>
    public RedisSubscription(
        StreamGroup group, RespClient reader, MessageHandler handler, RedisPubSubOptions options, TimeProvider time, ILogger log)
    {
        (_group, _reader, _handler, _options, _time, _log) = (group, reader, handler, options, time, log);
        _queue = Channel.CreateBounded<StreamEntry>(options.QueueDepth);
        var intake = new StreamIntake(group, reader, options, _held, _queue, time, log);
        _reading = UntilEndAsync(intake.ReadAsync(_stop.Token, _giveUp.Token));
        _reclaiming = options.Redelivers ? UntilEndAsync(intake.ReclaimAsync(_stop.Token, _giveUp.Token)) : Task.CompletedTask;
        _keeping = options.Redelivers ? UntilEndAsync(intake.KeepAsync(_settled.Token)) : Task.CompletedTask;

        // Its own, not those of the component as in Dapr: ten slow handlers of one topic would hold up all others (5.5 s at p99, measured).
        _working = Task.WhenAll(Enumerable.Range(0, options.Concurrency).Select(_ => UntilEndAsync(WorkAsync())));
    }

    /// <summary>True when nothing of it is left.</summary>
    public bool IsOver
    {
        get
        {
            lock (_gate)
            {
                return _stopping is { IsCompleted: true };
            }
        }
    }

    public async ValueTask StopAsync(CancellationToken giveUp)
    {
        await using (giveUp.Register(_giveUp.Cancel))
        {
            Task stopping;
            lock (_gate)
            {
                stopping = _stopping ??= StopOnceAsync();
            }

            await stopping;
        }
    }

    /// <summary>
    /// 1. Takes no more: ends the read that waits on the server, so that it takes nothing after this. 2. Gives back what no handler has seen. 3. Waits
    /// for the handlers, whose messages are kept from the others until then.
    /// </summary>
    private async Task StopOnceAsync()
    {
        await _stop.CancelAsync();
        await UnblockAsync();
        await Task.WhenAll(_reading, _reclaiming);
        await GiveBackAsync(_held.TakeWaiting());
        await UntilEndAsync(_working.WaitAsync(_giveUp.Token));
        await _settled.CancelAsync();
        await _keeping;
        await _reader.DisposeAsync();
    }

    private async Task UnblockAsync()
    {
        // Asked again and again: the first may come before the read that it is to end.
        while (!_reading.IsCompleted && !_giveUp.IsCancellationRequested)
        {
            try
            {
                if (_reader.ServerId is { } connection)
                {
                    await _group.UnblockAsync(connection, _giveUp.Token);
                }
            }
            catch (RespFailure)
            {
                // Not allowed, or not there: the read ends by itself in two seconds.
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await Task.WhenAny(_reading, UntilEndAsync(Task.Delay(UnblockPace, _time, _giveUp.Token)));
        }
    }

    private async Task WorkAsync()
    {
        while (await _queue.Reader.WaitToReadAsync(_stop.Token))
        {
            // Another worker may have been faster, and a stop may have given it back.
            if (_queue.Reader.TryRead(out var entry) && _held.TryBegin(entry.Id))
            {
                await HandleAsync(entry);
            }
        }
    }

    private async Task HandleAsync(StreamEntry entry)
    {
        if (entry.IsMetadataBroken)
        {
            Log.MetadataIgnored(_log, entry.Id, _group.Topic);
        }

        using var limit = new CancellationTokenSource(_options.ProcessingTimeout > TimeSpan.Zero ? _options.ProcessingTimeout : Timeout.InfiniteTimeSpan, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _giveUp.Token);
        await using var late = limit.Token.Register(() => _held.IsLate(entry.Id));
        var outcome = await _handler(new PubSubMessage(_group.Topic, entry.Data) { Metadata = entry.Metadata }, either.Token);
        if (!_giveUp.IsCancellationRequested)
        {
            await SettleAsync(entry.Id, outcome);
        }

        _held.Remove(entry.Id);
    }

    private async Task SettleAsync(string id, DeliveryOutcome outcome)
    {
        switch (outcome)
        {
            case DeliveryOutcome.Handled:
            case DeliveryOutcome.Failed when _options.AcknowledgeFailed:
                await AcknowledgeAsync(id);
                break;
            case DeliveryOutcome.Abandoned:
                await GiveBackAsync([id]);
                break;
            default:
                // It stays pending, and is claimed when it has been for the processing timeout.
                Log.LeftPending(_log, id, _group.Topic);
                break;
        }
    }

    /// <summary>Tries until it is done or given up: what is handled and not acknowledged would be handled twice.</summary>
    private async Task AcknowledgeAsync(string id)
    {
        for (var failures = 0; ; failures++)
        {
            try
            {
                await _group.AcknowledgeAsync(id, _giveUp.Token);
                return;
            }
            catch (RespFailure e) when (RedisFaults.MayPass(e))
            {
                var pause = TimeSpan.FromMilliseconds(Math.Min(50 << Math.Min(failures, 10), LongestPause.TotalMilliseconds));
                await Task.Delay(pause, _time, _giveUp.Token);
            }
            catch (RespFailure e)
            {
                Log.NotAcknowledged(_log, id, _group.Topic, RedisFaults.Of(e, "the server refused").Message);
                return;
            }
        }
    }

    /// <summary>Makes messages look as if delivered long ago, so that whoever looks next claims them.</summary>
    private async Task GiveBackAsync(List<string> ids)
    {
        try
        {
            await _group.DateAsync(ids, _options.ProcessingTimeout, _giveUp.Token);
        }
        catch (Exception e) when (e is RespFailure or OperationCanceledException)
        {
            Log.NotGivenBack(_log, ids.Count, _group.Topic, _options.ProcessingTimeout.TotalSeconds, e.Message);
        }
    }

    private static async Task UntilEndAsync(Task loop)
    {
        try
        {
            await loop;
        }
        catch (OperationCanceledException)
        {
            // Stopped or given up.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(5134, LogLevel.Warning, "The metadata of message {Id} of topic {Topic} is not a JSON object of texts; the message is delivered without")]
        public static partial void MetadataIgnored(ILogger logger, string id, string topic);

        [LoggerMessage(5135, LogLevel.Debug, "Message {Id} of topic {Topic} failed and stays pending in Redis; it is delivered again")]
        public static partial void LeftPending(ILogger logger, string id, string topic);

        [LoggerMessage(5136, LogLevel.Error, "Message {Id} of topic {Topic} was handled and cannot be acknowledged, so it will come again: {Reason}")]
        public static partial void NotAcknowledged(ILogger logger, string id, string topic, string reason);

        [LoggerMessage(5137, LogLevel.Debug, "{Count} messages of topic {Topic} could not be given back; they come again after {Seconds} s: {Reason}")]
        public static partial void NotGivenBack(ILogger logger, int count, string topic, double seconds, string reason);
    }
}
