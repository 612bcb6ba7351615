using MeshRuntime.Abstractions.Components;
using MeshRuntime.Components.Clients.Sqlite;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.Components.PubSub.Sqlite;

/// <summary>Looks after the store each second: shows that this process lives, gives away what dead ones held, measures, sweeps, and looks for lost rings.</summary>
internal sealed partial class Patrol(
    SqlitePubSubOptions options, StoreFile file, CommitQueue commits, Owner owner, Room room, Retention retention, Action ringAll, TimeProvider time, ILogger log)
    : IAsyncDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();

    // A process that is frozen holds its lock and does not beat. Measured on this process's own clock: setting the time of day makes nobody look dead.
    private readonly Dictionary<long, (long Beat, long Since)> _beats = [];
    private Task _walking = Task.CompletedTask;
    private long _beaten;

    /// <summary>Measures, then goes on by itself.</summary>
    /// <exception cref="ComponentException">The store cannot be used.</exception>
    public async Task StartAsync(CancellationToken cancellation)
    {
        _beaten = time.GetTimestamp();
        await LookAsync(cancellation);
        _walking = WalkAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _walking;
        _stop.Dispose();
    }

    private async Task WalkAsync()
    {
        using var timer = new PeriodicTimer(Pace, time);
        var failing = false;
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                try
                {
                    if (time.GetElapsedTime(_beaten) >= options.ProcessingTimeout / 3)
                    {
                        await BeatAsync(_stop.Token);
                    }

                    await LookAsync(_stop.Token);
                    await retention.SweepAsync(_stop.Token);
                    ringAll();
                    failing = false;
                }
                catch (ComponentException e)
                {
                    if (!failing)
                    {
                        Log.Failing(log, e.Message);
                    }

                    failing = true;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    private async Task BeatAsync(CancellationToken cancellation)
    {
        _beaten = time.GetTimestamp();
        if (!await owner.BeatAsync(cancellation))
        {
            Log.TakenForDead(log, options.ProcessingTimeout.TotalSeconds);
        }
    }

    private async Task LookAsync(CancellationToken cancellation)
    {
        var sight = await Task.Run(Look, cancellation);
        room.Measured(sight.UsedBytes, sight.SpareBytes, sight.DiskFreeBytes);
        if (sight.Owners.All(other => other.Id != owner.Id))
        {
            // Also when the file was replaced under us: the connection that writes still has the old one.
            commits.Reopen();
            await BeatAsync(cancellation);
        }

        foreach (var other in sight.Owners.Where(other => other.Id != owner.Id))
        {
            var runs = Owner.IsRunning(file, other.Name);
            if (runs && !IsFrozen(other))
            {
                continue;
            }

            var held = await commits.RunAsync(
                store =>
                {
                    var topics = store.Owners.Remove(other.Id, store.Now);
                    foreach (var topic in topics)
                    {
                        store.Touch(topic);
                    }

                    return topics.Count;
                },
                cancellation);
            if (!runs)
            {
                // A frozen one keeps its files: it may come back.
                Owner.Clean(file, other.Name, other.Bell);
            }

            Log.GaveAway(log, held);
        }
    }

    private StoreSight Look()
    {
        try
        {
            using var database = file.OpenToRead();
            return StoreSight.Of(database, new DriveInfo(file.RunFolder).AvailableFreeSpace);
        }
        catch (SqliteFailure failure)
        {
            throw file.Explain(failure);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw file.Unavailable($"cannot be looked at: {e.Message}", e);
        }
    }

    private bool IsFrozen(StoreSight.Process other)
    {
        if (!_beats.TryGetValue(other.Id, out var last) || last.Beat != other.Beat)
        {
            _beats[other.Id] = (other.Beat, time.GetTimestamp());
            return false;
        }

        return time.GetElapsedTime(last.Since) > other.Patience;
    }

    private static partial class Log
    {
        [LoggerMessage(5106, LogLevel.Information, "A process that used the message store is gone; what it held, on {Count} topics, is delivered again")]
        public static partial void GaveAway(ILogger logger, int count);

        [LoggerMessage(5107, LogLevel.Warning, "This process did not run for {Seconds} s (processingTimeout): the others took it for dead, and what it held is delivered again")]
        public static partial void TakenForDead(ILogger logger, double seconds);

        [LoggerMessage(5108, LogLevel.Warning, "The message store cannot be looked after: {Reason}")]
        public static partial void Failing(ILogger logger, string reason);
    }
}
