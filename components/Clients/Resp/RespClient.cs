using Microsoft.Extensions.Logging;

namespace MeshRuntime.Components.Clients.Resp;

/// <summary>
/// A connection that comes back: used by many callers at once, made anew for ever when it is lost, with pauses that grow to a limit. Commands in
/// flight when it breaks fail, and say whether they may have been executed; none is sent twice.
/// </summary>
/// <param name="options">Where to and how.</param>
/// <param name="level">How loud a lost connection is: a component has several, one of which speaks for all.</param>
/// <param name="time">The clock.</param>
/// <param name="random">For the jitter of pauses.</param>
/// <param name="log">Where losses and returns are told.</param>
internal sealed partial class RespClient(RespOptions options, LogLevel level, TimeProvider time, Random random, ILogger log) : IAsyncDisposable
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(50);

    // A broker that is back is in use again within that time; and a broker that stays away costs half an attempt a second.
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    // A connection that holds shorter than that counts as another failed attempt: the pauses go on growing.
    private static readonly TimeSpan Steady = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RepeatEvery = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource _end = new();
    private TaskCompletionSource<RespLink> _attempt = NewAttempt();
    private RespLink? _link;
    private Task _running = Task.CompletedTask;

    /// <summary>The server's number for the connection that is there now; null when there is none, or the server does not tell.</summary>
    public long? ServerId => Volatile.Read(ref _link)?.ServerId;

    /// <summary>Makes the first connection; called once.</summary>
    /// <exception cref="RespFailure">It cannot be made; the client stays unusable.</exception>
    public async ValueTask StartAsync(CancellationToken cancellation)
    {
        var link = await RespDial.ConnectAsync(options, time, cancellation);
        _link = link;
        _attempt.SetResult(link);
        _running = RunAsync(link);
    }

    /// <summary>Waits for a connection: the one that is there, or what comes of the attempt that is next or under way.</summary>
    /// <exception cref="RespFailure">That attempt failed.</exception>
    public Task WhenConnectedAsync(CancellationToken cancellation) => Volatile.Read(ref _attempt).Task.WaitAsync(cancellation);

    /// <summary>Sends a command and returns its reply. Without a connection it waits for the attempt that is next or under way.</summary>
    /// <param name="command">What is asked; given away.</param>
    /// <param name="cancellation">Gives up waiting; a command that is on its way may still be executed.</param>
    /// <param name="block">How long the server itself may hold the reply back.</param>
    /// <exception cref="RespFailure">The server answered with an error, or there is no connection, or it broke.</exception>
    public async ValueTask<RespValue> ExecuteAsync(RespCommand command, CancellationToken cancellation, TimeSpan block = default)
    {
        RespLink link;
        try
        {
            link = await Volatile.Read(ref _attempt).Task.WaitAsync(cancellation);
        }
        catch (Exception e) when (e is RespFailure or OperationCanceledException)
        {
            command.Release();
            throw;
        }

        try
        {
            return await link.SendAsync(new RespCall(command, block + options.ReadTimeout), cancellation);
        }
        catch (RespFailure e) when (e.Code == "READONLY")
        {
            // The server became a replica: its name may lead to the new primary by now.
            link.Break(e);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _running;
        Fail(Replace(), Closed());
        Fail(_attempt, Closed());
        _end.Dispose();
    }

    private async Task RunAsync(RespLink link)
    {
        for (var failures = 0; ;)
        {
            var since = time.GetTimestamp();
            RespFailure reason;
            var current = link;
            await using (_end.Token.Register(() => current.Break(Closed())))
            {
                reason = await current.Ended;
            }

            Volatile.Write(ref _link, null);
            Replace();
            if (_end.IsCancellationRequested)
            {
                return;
            }

            failures = time.GetElapsedTime(since) > Steady ? 0 : failures + 1;
            var lost = time.GetTimestamp();
            Log.Lost(log, level, options.Address, reason.Message);
            if (await ReconnectAsync(failures) is not { } next)
            {
                return;
            }

            link = next;
            Log.Restored(log, level == LogLevel.Warning ? LogLevel.Information : level, options.Address, (long)time.GetElapsedTime(lost).TotalMilliseconds);
        }
    }

    /// <summary>The next connection, after as many attempts as it takes; null when the client ends.</summary>
    private async Task<RespLink?> ReconnectAsync(int failures)
    {
        var told = time.GetTimestamp();
        for (; ; failures++)
        {
            try
            {
                await Task.Delay(Pause(failures), time, _end.Token);
                var link = await RespDial.ConnectAsync(options, time, _end.Token);
                Volatile.Write(ref _link, link);
                _attempt.TrySetResult(link);
                return link;
            }
            catch (RespFailure e)
            {
                Fail(Replace(), e);
                if (time.GetElapsedTime(told) > RepeatEvery)
                {
                    told = time.GetTimestamp();
                    Log.StillAway(log, level, options.Address, e.Message);
                }
            }
            catch (OperationCanceledException)
            {
                return null;
            }
        }
    }

    private TimeSpan Pause(int failures)
    {
        var pause = Math.Min(ShortestPause.TotalMilliseconds * Math.Pow(2, Math.Min(failures, 16)), LongestPause.TotalMilliseconds);

        // Half of it by chance: the sidecars of a mesh lose their broker in the same moment.
        lock (random)
        {
            return TimeSpan.FromMilliseconds(pause * (0.5 + (random.NextDouble() / 2)));
        }
    }

    private TaskCompletionSource<RespLink> Replace() => Interlocked.Exchange(ref _attempt, NewAttempt());

    private static void Fail(TaskCompletionSource<RespLink> attempt, RespFailure failure)
    {
        attempt.TrySetException(failure);
        _ = attempt.Task.Exception; // Looked at here: perhaps nobody waits for it.
    }

    private static RespFailure Closed() => new(null, "the connection was closed by this side");

    private static TaskCompletionSource<RespLink> NewAttempt() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static partial class Log
    {
        [LoggerMessage(EventId = 5200, Message = "Lost the connection to Redis at {Address}: {Reason}. It is made again for as long as it takes")]
        public static partial void Lost(ILogger logger, LogLevel level, string address, string reason);

        [LoggerMessage(EventId = 5201, Message = "Redis at {Address} is still away: {Reason}")]
        public static partial void StillAway(ILogger logger, LogLevel level, string address, string reason);

        [LoggerMessage(EventId = 5202, Message = "Connected to Redis at {Address} again after {ElapsedMs} ms")]
        public static partial void Restored(ILogger logger, LogLevel level, string address, long elapsedMs);
    }
}
