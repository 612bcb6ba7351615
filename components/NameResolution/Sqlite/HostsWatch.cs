using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.NameResolution;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.Components.NameResolution.Sqlite;

/// <summary>Looks at the registry for all watchers together: one read each interval, however many names are watched; none when none is.</summary>
internal sealed partial class HostsWatch(
    Func<CancellationToken, Task<ImmutableArray<HostRow>>> read, TimeSpan interval, TimeProvider time, ILogger log) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly List<Watcher> _watchers = [];
    private readonly CancellationTokenSource _stop = new();

    // One look at a time, so that watchers see sets in the order in which they were read.
    private readonly SemaphoreSlim _gate = new(1, 1);
    private Task _polling = Task.CompletedTask;
    private bool _failing;

    public void Start() => _polling = PollAsync(_stop.Token);

    public async IAsyncEnumerable<EndpointSet> WatchAsync(string appId, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var watcher = new Watcher(appId);
        lock (_lock)
        {
            _watchers.Add(watcher);
        }

        try
        {
            // The first set does not wait for the next tick.
            await LookAsync(cancellation);
            await foreach (var set in watcher.Changes.Reader.ReadAllAsync(cancellation))
            {
                yield return set;
            }
        }
        finally
        {
            lock (_lock)
            {
                _watchers.Remove(watcher);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _polling;
        foreach (var watcher in Watchers())
        {
            watcher.Changes.Writer.TryComplete();
        }

        _stop.Dispose();
        _gate.Dispose();
    }

    private async Task PollAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                if (Watchers().Length > 0)
                {
                    await LookAsync(stop);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    private async Task LookAsync(CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation);
        try
        {
            var rows = await read(cancellation);
            foreach (var watcher in Watchers())
            {
                watcher.Show(rows);
            }

            if (_failing)
            {
                _failing = false;
                Log.ReadAgain(log);
            }
        }
        catch (ComponentException e)
        {
            // Watchers keep what they know; the next tick tries again.
            if (!_failing)
            {
                _failing = true;
                Log.NotRead(log, e.Message);
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    private ImmutableArray<Watcher> Watchers()
    {
        lock (_lock)
        {
            return [.. _watchers];
        }
    }

    /// <summary>Who watches one name. Holds only the newest set: an older one that nobody took yet is of no use.</summary>
    private sealed class Watcher(string appId)
    {
        // Rows, not endpoints: rows with the same weight and labels are equal, and who registered them is no change.
        private ImmutableArray<HostRow>? _last;

        public Channel<EndpointSet> Changes { get; } = Channel.CreateBounded<EndpointSet>(
            new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

        public void Show(ImmutableArray<HostRow> rows)
        {
            ImmutableArray<HostRow> own =
            [
                .. rows.Where(row => row.AppId == appId).Select(row => row with { RegistrationId = "" }).OrderBy(row => row.Address, StringComparer.Ordinal),
            ];
            if (_last is not { } last || !last.SequenceEqual(own))
            {
                _last = own;
                Changes.Writer.TryWrite(HostEndpoints.Of(own, appId));
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(5027, LogLevel.Warning, "The name registry could not be read; what is known of other apps stays as it is: {Reason}")]
        public static partial void NotRead(ILogger logger, string reason);

        [LoggerMessage(5028, LogLevel.Information, "The name registry can be read again")]
        public static partial void ReadAgain(ILogger logger);
    }
}
