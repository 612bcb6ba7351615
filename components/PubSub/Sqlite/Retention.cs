using System.Collections.Concurrent;
using MeshRuntime.Abstractions.Components;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.Components.PubSub.Sqlite;

/// <summary>Deletes what nobody waits for any more, in small steps among those of the publishers.</summary>
internal sealed partial class Retention(SqlitePubSubOptions options, CommitQueue commits, TimeProvider time, ILogger log)
{
    // What one process has not seen (expired, unclaimed, handled before a crash) is looked for by all, less often.
    private static readonly TimeSpan FullSweep = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<long, bool> _settled = [];
    private long? _swept;

    /// <summary>A message of this topic may have been the last that somebody waited for.</summary>
    public void Settled(long topic) => _settled[topic] = true;

    /// <exception cref="ComponentException">The store cannot be used.</exception>
    public async Task SweepAsync(CancellationToken cancellation)
    {
        foreach (var topic in _settled.Keys)
        {
            // Forgotten before the sweep: what is settled during it is swept the next time.
            _settled.TryRemove(topic, out _);
            await RepeatAsync(store => store.Sweep.Handled(topic), cancellation);
        }

        if (_swept is { } swept && time.GetElapsedTime(swept) < FullSweep)
        {
            return;
        }

        _swept = time.GetTimestamp();
        await RepeatAsync(store => store.Sweep.Expired(store.Now), cancellation);
        foreach (var topic in await commits.RunAsync(store => store.Sweep.UnclaimedTopics(), cancellation))
        {
            await RepeatAsync(store => store.Sweep.Unclaimed(topic, store.Now - (long)options.UnclaimedAge.TotalMilliseconds), cancellation);
        }

        if (options.GroupExpiry > TimeSpan.Zero)
        {
            foreach (var (topic, group) in await commits.RunAsync(
                store => store.Sweep.Idle(store.Now - (long)options.GroupExpiry.TotalMilliseconds), cancellation))
            {
                Log.Forgotten(log, group, topic, options.GroupExpiry.TotalHours);
            }
        }

        foreach (var topic in await commits.RunAsync(store => store.Sweep.Claimed(), cancellation))
        {
            await RepeatAsync(store => store.Sweep.Handled(topic), cancellation);
        }
    }

    private async Task RepeatAsync(Func<Store, int> step, CancellationToken cancellation)
    {
        while (await commits.RunAsync(step, SweepTable.Rows, durable: false, cancellation) == SweepTable.Rows)
        {
        }
    }

    private static partial class Log
    {
        [LoggerMessage(5105, LogLevel.Warning, "Nobody of {Group} has subscribed to {Topic} for {Hours} h: the group and what waited for it are deleted (groupExpiry)")]
        public static partial void Forgotten(ILogger logger, string group, string topic, double hours);
    }
}
