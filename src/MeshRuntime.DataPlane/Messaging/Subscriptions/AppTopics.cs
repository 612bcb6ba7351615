using MeshRuntime.DataPlane.App;
using MeshRuntime.DataPlane.Snapshots;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.DataPlane.Messaging.Subscriptions;

/// <summary>
/// Follows the app through its life: asks it once for its topics, as soon as it is well and there is a broker; starts its subscriptions when it is
/// well and ends them while it is not.
/// </summary>
public sealed partial class AppTopics : IDisposable
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(1); // the longest pause of Dapr's retries

    private readonly IAppTopicSource? _source;
    private readonly TopicSubscriptions _subscriptions;
    private readonly SnapshotCell _snapshots;
    private readonly AppHealth? _health;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly SemaphoreSlim _news = new(0);
    private readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? _told;
    private bool _hasAnswered;

    /// <param name="source">Asks the app; null when it is not to be asked (<c>--disable-init-endpoints subscribe</c>).</param>
    /// <param name="subscriptions">What is started and ended.</param>
    /// <param name="snapshots">Which brokers there are.</param>
    /// <param name="health">The app's health; null when it is taken for granted.</param>
    /// <param name="parts">Clock, loggers.</param>
    internal AppTopics(
        IAppTopicSource? source, TopicSubscriptions subscriptions, SnapshotCell snapshots, AppHealth? health, DataPlaneParts parts)
    {
        (_source, _subscriptions, _snapshots, _health, _time) = (source, subscriptions, snapshots, health, parts.Time);
        _log = parts.Loggers.CreateLogger<AppTopics>();
        if (health is not null)
        {
            health.Changed += Tell;
        }
    }

    /// <summary>Completes when the app was asked for the first time and its subscriptions have begun; at once when it is not well enough to be asked.</summary>
    public Task Settled => _settled.Task;

    /// <summary>Brings what runs in line with a new snapshot. Returns when nothing uses a component that is no longer in it.</summary>
    public async Task ApplyAsync()
    {
        await _subscriptions.ApplyAsync();
        Tell();
    }

    /// <summary>From the moment on which the app listens, until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var wasWell = false;
        while (!cancellation.IsCancellationRequested)
        {
            var isWell = _health?.IsHealthy ?? true;
            var mustAskAgain = isWell && !await AskAsync(cancellation);
            if (isWell != wasWell)
            {
                await _subscriptions.AppIsReadyAsync(isWell);
                wasWell = isWell;
            }

            _settled.TrySetResult();
            await WaitAsync(mustAskAgain ? AskAgain : Timeout.InfiniteTimeSpan, cancellation);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_health is not null)
        {
            _health.Changed -= Tell;
        }

        _news.Dispose();
    }

    // Many pieces of news are one: they say that something changed, not what.
    private void Tell()
    {
        if (_news.CurrentCount == 0)
        {
            _news.Release();
        }
    }

    private async Task WaitAsync(TimeSpan limit, CancellationToken cancellation)
    {
        using var passed = new CancellationTokenSource(limit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(passed.Token, cancellation);
        await _news.WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Asks, unless that was answered before or there is no broker to ask for; false when the app has to be asked again.</summary>
    private async Task<bool> AskAsync(CancellationToken cancellation)
    {
        if (_hasAnswered || _source is null || _snapshots.Current.PubSubs.Count == 0)
        {
            return true;
        }

        var list = await _source.AskAsync(cancellation);
        if (list.Problem is { } problem && problem != _told)
        {
            // Once, not with every attempt: they come each second for as long as it takes.
            Log.NotTold(_log, _told = problem);
        }

        foreach (var warning in list.Warnings)
        {
            Log.Warning(_log, warning);
        }

        _hasAnswered = !list.MayPass;
        if (_hasAnswered)
        {
            await _subscriptions.AskedAsync(list.Plans);
            Log.Topics(_log, list.Plans.Count);
        }

        return _hasAnswered;
    }

    private static partial class Log
    {
        [LoggerMessage(1424, LogLevel.Error, "The app did not say which topics it wants: {Reason}")]
        public static partial void NotTold(ILogger logger, string reason);

        [LoggerMessage(1425, LogLevel.Warning, "The app's subscriptions: {Warning}")]
        public static partial void Warning(ILogger logger, string warning);

        [LoggerMessage(1426, LogLevel.Information, "The app asks for {Count} topics")]
        public static partial void Topics(ILogger logger, int count);
    }
}
