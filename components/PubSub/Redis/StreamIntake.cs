using System.Threading.Channels;
using MeshRuntime.Components.Clients.Resp;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.Components.PubSub.Redis;

/// <summary>
/// Brings the messages of one stream into the queue of its subscription: new ones as they come, and those that were delivered to somebody who failed
/// or died. Its commands are never cancelled while a reply may carry messages: those would be ours and nobody would know for a whole timeout.
/// </summary>
internal sealed partial class StreamIntake(
    StreamGroup group, RespClient reader, RedisPubSubOptions options, HeldMessages held, Channel<StreamEntry> queue, TimeProvider time, ILogger log)
{
    // How long the server may hold a read back. With the read timeout on top a dead server is noticed within 5 s.
    private static readonly TimeSpan Block = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan TellEvery = TimeSpan.FromMinutes(1);

    private long? _toldAt;

    /// <summary>Reads what is new until told to stop.</summary>
    public async Task ReadAsync(CancellationToken stop, CancellationToken giveUp)
    {
        for (var failures = 0; await queue.Writer.WaitToWriteAsync(stop);)
        {
            try
            {
                await reader.WhenConnectedAsync(stop);
                var room = Math.Max(1, options.QueueDepth - queue.Reader.Count);
                await TakeAsync(await group.ReadAsync(reader, room, Block, giveUp), stop);
                failures = 0;
            }
            catch (RespFailure e)
            {
                await RecoverAsync(e, failures++, stop);
            }
        }
    }

    /// <summary>Claims what others left, now and at each interval, until told to stop.</summary>
    public async Task ReclaimAsync(CancellationToken stop, CancellationToken giveUp)
    {
        using var timer = new PeriodicTimer(options.RedeliverInterval, time);
        do
        {
            try
            {
                await ReclaimOnceAsync(stop, giveUp);
            }
            catch (RespFailure e) when (e.Code is null or "NOGROUP")
            {
                // The reading half makes the group again, and the client its connection.
            }
            catch (RespFailure e)
            {
                Tell(e);
            }
        }
        while (await timer.WaitForNextTickAsync(stop));
    }

    /// <summary>Keeps the messages that are held from being claimed by other sidecars, until the end.</summary>
    public async Task KeepAsync(CancellationToken end)
    {
        // Three times within the limit: one may come late and one may fail.
        var pace = TimeSpan.FromTicks(Math.Max(options.ProcessingTimeout.Ticks / 3, TimeSpan.FromMilliseconds(10).Ticks));
        using var timer = new PeriodicTimer(pace, time);
        while (await timer.WaitForNextTickAsync(end))
        {
            try
            {
                await group.DateAsync(held.Live(), TimeSpan.Zero, end);
            }
            catch (RespFailure e)
            {
                Log.NotKept(log, group.Topic, e.Message);
            }
        }
    }

    private async Task ReclaimOnceAsync(CancellationToken stop, CancellationToken giveUp)
    {
        for (var from = "-"; ;)
        {
            var page = await group.PendingAsync(from, options.QueueDepth, stop);
            List<string> left = [.. page.Where(entry => entry.Idle >= options.ProcessingTimeout && !held.Contains(entry.Id)).Select(entry => entry.Id)];
            if (left.Count > 0)
            {
                var claimed = await group.ClaimAsync(left, options.ProcessingTimeout, giveUp);
                Log.Claimed(log, claimed.Count, group.Topic);
                await TakeAsync(claimed, stop);
            }

            if (page.Count < options.QueueDepth)
            {
                return;
            }

            from = StreamEntry.After(page[^1].Id);
        }
    }

    private async Task TakeAsync(List<StreamEntry> entries, CancellationToken stop)
    {
        // All are held before the first waits for room: what a stop finds in between is given back.
        entries.RemoveAll(entry => !held.TryAdd(entry.Id));
        foreach (var entry in entries)
        {
            await queue.Writer.WriteAsync(entry, stop);
        }
    }

    private async Task RecoverAsync(RespFailure failure, int failures, CancellationToken stop)
    {
        if (failure.Code == "NOGROUP")
        {
            // The server lost its data, or somebody deleted the stream. What is in it now was published later: the group begins with all of it.
            Tell(failure);
            try
            {
                await group.CreateAsync(stop);
            }
            catch (RespFailure e)
            {
                Tell(e);
            }
        }
        else if (failure.Code is not null and not "UNBLOCKED")
        {
            Tell(failure);
        }

        if (failures > 0 || failure.Code is not ("NOGROUP" or "UNBLOCKED"))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(50 << Math.Min(failures, 10), LongestPause.TotalMilliseconds)), time, stop);
        }
    }

    /// <summary>Once a minute at most: a server that refuses does so at every read.</summary>
    private void Tell(RespFailure failure)
    {
        if (failure.IsConnection || (_toldAt is { } told && time.GetElapsedTime(told) < TellEvery))
        {
            return;
        }

        _toldAt = time.GetTimestamp();
        if (failure.Code == "NOGROUP")
        {
            Log.GroupGone(log, group.Name, group.Topic);
        }
        else
        {
            Log.NotRead(log, group.Topic, RedisFaults.Of(failure, "the server refused").Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(5130, LogLevel.Warning, "The group {Group} of topic {Topic} is gone from Redis, which may have lost its data; it is made again")]
        public static partial void GroupGone(ILogger logger, string group, string topic);

        [LoggerMessage(5131, LogLevel.Warning, "Messages of topic {Topic} cannot be read now: {Reason} It is tried again for as long as it takes")]
        public static partial void NotRead(ILogger logger, string topic, string reason);

        [LoggerMessage(5132, LogLevel.Debug, "Claimed {Count} messages of topic {Topic} that were delivered and not acknowledged in time")]
        public static partial void Claimed(ILogger logger, int count, string topic);

        [LoggerMessage(5133, LogLevel.Debug, "Messages of topic {Topic} that are being handled could not be kept from other sidecars: {Reason}")]
        public static partial void NotKept(ILogger logger, string topic, string reason);
    }
}
