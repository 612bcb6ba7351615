using MeshRuntime.Abstractions.Components;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.Components.Clients.Nats;

/// <summary>
/// A client of NATS that stays connected: when a connection ends it makes the next one, to the next server, for as long as it takes, and tells it of
/// all subscriptions before anybody can publish through it. Used from many threads at once.
/// </summary>
internal sealed partial class NatsClient : IAsyncDisposable
{
    private static readonly TimeSpan LameDuckPatience = TimeSpan.FromSeconds(1);

    // Each of several servers has a reason of its own, and they take turns.
    private static readonly TimeSpan TellEvery = TimeSpan.FromMinutes(1);

    private readonly NatsOptions _options;
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly ILogger _log;
    private readonly NatsServerPool _pool;
    private readonly NatsRouter _router = new();
    private readonly NatsRequests _requests = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly NatsLink _link;
    private Task _keeping = Task.CompletedTask;

    public NatsClient(NatsOptions options, TimeProvider time, Random random, ILogger log)
    {
        _options = options;
        _time = time;
        _random = random;
        _log = log;
        _pool = new NatsServerPool(options.Servers);
        _link = new NatsLink(options, time);
        _router.Add(_requests.Pattern, null, _requests.Take);
    }

    /// <summary>The connection that is in use now; null between two.</summary>
    public NatsConnection? Connection => _link.Current;

    /// <summary>Connects; each server is tried once. After that the client never gives up.</summary>
    /// <exception cref="ComponentException">None lets us in.</exception>
    public async Task StartAsync(CancellationToken cancellation)
    {
        if (_options.Tls.SkipVerification)
        {
            Log.NotVerified(_log);
        }

        for (var left = _options.Servers.Count; ; left--)
        {
            var server = _pool.Next();
            try
            {
                var connection = await OpenAsync(server, cancellation);
                Log.Connected(_log, server, connection.Info.Version);
                _keeping = KeepAsync(connection);
                return;
            }
            catch (ComponentException e) when (left > 1)
            {
                Log.NotConnected(_log, e.Message);
            }
        }
    }

    /// <summary>The connection, or the one to come, for as long as a request may take.</summary>
    /// <exception cref="ComponentException">There was none in that time.</exception>
    public ValueTask<NatsConnection> ConnectedAsync(CancellationToken cancellation) => _link.ConnectedAsync(cancellation);

    /// <summary>Hands a message to the connection. Nobody confirms it: <see cref="NatsConnection.PingAsync"/> tells whether the server has read it.</summary>
    public async ValueTask PublishAsync(string subject, string? replyTo, NatsHeaders? headers, ReadOnlyMemory<byte> data, CancellationToken cancellation)
    {
        var connection = await ConnectedAsync(cancellation);
        connection.Info.Check(connection.Server, headers, data.Length);
        await connection.PublishAsync(subject, replyTo, headers, data, cancellation);
    }

    /// <summary>Publishes and waits for one answer, which may be the server's that nobody listens (<see cref="NatsMessage.IsUnheard"/>).</summary>
    /// <exception cref="ComponentException">No answer came, or the connection was lost in between.</exception>
    public async ValueTask<NatsMessage> RequestAsync(string subject, NatsHeaders? headers, ReadOnlyMemory<byte> data, CancellationToken cancellation)
    {
        var connection = await ConnectedAsync(cancellation);
        connection.Info.Check(connection.Server, headers, data.Length);
        var pending = _requests.Add(subject);
        try
        {
            await connection.PublishAsync(subject, pending.ReplyTo, headers, data, cancellation);
            return await pending.Task.WaitAsync(_options.RequestTimeout, _time, cancellation);
        }
        catch (TimeoutException e)
        {
            throw new ComponentException(
                ComponentFault.Unavailable, $"NATS at {connection.Server} did not answer to {subject} within {_options.RequestTimeout.TotalSeconds:0.#} s.", e);
        }
        finally
        {
            _requests.Remove(pending);
        }
    }

    /// <summary>Subscribes; returns when the server knows of it.</summary>
    /// <exception cref="ComponentException">The server does not allow it, or there is no connection.</exception>
    public async Task<NatsSubscription> SubscribeAsync(string subject, string? queueGroup, Action<NatsMessage> deliver, CancellationToken cancellation)
    {
        var connection = await ConnectedAsync(cancellation);
        var subscription = _router.Add(subject, queueGroup, deliver);
        var isMade = false;
        try
        {
            await connection.SubscribeAsync(subscription, cancellation);
            await connection.PingAsync(cancellation);
            isMade = subscription.Refusal is null;
        }
        finally
        {
            if (!isMade)
            {
                await UnsubscribeAsync(subscription);
            }
        }

        return isMade
            ? subscription
            : throw new ComponentException(ComponentFault.Denied, $"NATS at {connection.Server} does not allow to subscribe to {subject}: {subscription.Refusal}.");
    }

    /// <summary>Ends a subscription; returns when nothing comes of it any more. Never throws.</summary>
    public async Task UnsubscribeAsync(NatsSubscription subscription)
    {
        subscription.IsEnding = true;
        if (_link.Current is { } connection)
        {
            try
            {
                await connection.UnsubscribeAsync(subscription, CancellationToken.None);
                await connection.PingAsync(CancellationToken.None);
            }
            catch (ComponentException)
            {
                // Without a connection there is nothing to end, and the next one does not hear of it.
            }
        }

        _router.Remove(subscription);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _keeping;
        _requests.Fail(ComponentFault.Unavailable, "the component is being stopped.");
        _stop.Dispose();
    }

    private async Task KeepAsync(NatsConnection connection)
    {
        try
        {
            for (var pauses = 0; ;)
            {
                var since = _time.GetTimestamp();
                var reason = await EndAsync(connection);
                pauses = _time.GetElapsedTime(since) > _options.MaxReconnectPause ? 0 : pauses;
                _link.Problem = $"the connection to {connection.Server} was lost: {reason}.";
                Log.Lost(_log, connection.Server, reason);

                since = _time.GetTimestamp();
                (connection, pauses) = await ReconnectAsync(pauses);
                Log.ConnectedAgain(_log, connection.Server, (long)_time.GetElapsedTime(since).TotalMilliseconds);
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed, while connected or in between.
        }

        _link.Forget();
        await connection.DisposeAsync();
    }

    /// <summary>Waits for the end of a connection, or brings it about when its server is about to stop and there is another.</summary>
    private async Task<string> EndAsync(NatsConnection connection)
    {
        var stopped = Task.Delay(Timeout.InfiniteTimeSpan, _time, _stop.Token);
        var first = await Task.WhenAny(connection.Ended, connection.LameDuck, stopped);
        _pool.Learn(connection.Server, connection.Info);
        if (first == connection.LameDuck)
        {
            if (_pool.Count > 1)
            {
                // New requests wait for the next connection; those under way may still be answered.
                _link.Forget();
                for (var waited = TimeSpan.Zero; waited < LameDuckPatience && !_requests.IsEmpty; waited += LameDuckPatience / 20)
                {
                    await Task.Delay(LameDuckPatience / 20, _time, _stop.Token);
                }
            }
            else
            {
                first = await Task.WhenAny(connection.Ended, stopped);
            }
        }

        if (first == stopped)
        {
            await stopped;
        }

        _link.Forget();
        await connection.DisposeAsync();
        var reason = first == connection.LameDuck ? "its server is about to stop" : await connection.Ended;
        _requests.Fail(ComponentFault.Unavailable, $"the connection to NATS at {connection.Server} was lost: {reason}. Whether it took the message is unknown.");
        return reason;
    }

    private async Task<(NatsConnection Connection, int Pauses)> ReconnectAsync(int pauses)
    {
        var (told, toldAt) = ("", 0L);
        for (var left = 0; ; left--)
        {
            if (left == 0)
            {
                left = _pool.Count;
                await Task.Delay(_options.ReconnectPause(pauses++, _random.NextDouble()), _time, _stop.Token);
            }

            try
            {
                return (await OpenAsync(_pool.Next(), _stop.Token), pauses);
            }
            catch (ComponentException e)
            {
                // A broker may be away for days: its reason is told once, and another when a minute has passed.
                _link.Problem = e.Message;
                if (told.Length == 0 || (e.Message != told && _time.GetElapsedTime(toldAt) > TellEvery))
                {
                    (told, toldAt) = (e.Message, _time.GetTimestamp());
                    Log.NotConnected(_log, e.Message);
                }
            }
        }
    }

    private async Task<NatsConnection> OpenAsync(NatsServer server, CancellationToken cancellation)
    {
        var connection = await NatsConnection.OpenAsync(server, _router, Refused, _options, _time, cancellation);
        _pool.Learn(server, connection.Info);
        try
        {
            await _router.TellAsync(connection, _link, cancellation);
            return connection;
        }
        catch (Exception e) when (e is ComponentException or OperationCanceledException)
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private void Refused(string text)
    {
        Log.Refused(_log, text);
        if (NatsRefusal.Parse(text) is { IsPublish: true } publish)
        {
            _requests.Fail(ComponentFault.Denied, $"NATS does not allow to publish to {publish.Subject}: {text}. Grant it to this user.", publish.Subject);
        }
        else if (NatsRefusal.Parse(text) is { } subscribe)
        {
            _router.Refuse(subscribe.Subject, text);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(5210, LogLevel.Information, "Connected to NATS {Version} at {Server}")]
        public static partial void Connected(ILogger logger, NatsServer server, string version);

        [LoggerMessage(5211, LogLevel.Warning, "The connection to NATS at {Server} was lost: {Reason}. It is made again for as long as it takes")]
        public static partial void Lost(ILogger logger, NatsServer server, string reason);

        [LoggerMessage(5212, LogLevel.Information, "Connected to NATS at {Server} again, after {ElapsedMs} ms")]
        public static partial void ConnectedAgain(ILogger logger, NatsServer server, long elapsedMs);

        [LoggerMessage(5213, LogLevel.Warning, "Not connected: {Reason}")]
        public static partial void NotConnected(ILogger logger, string reason);

        [LoggerMessage(5214, LogLevel.Warning, "NATS says: {Reason}")]
        public static partial void Refused(ILogger logger, string reason);

        [LoggerMessage(5215, LogLevel.Warning, "The certificate of NATS is not verified (insecureSkipTLSVerify): whoever is in between can read and change everything")]
        public static partial void NotVerified(ILogger logger);
    }
}
