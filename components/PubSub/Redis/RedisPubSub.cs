using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.PubSub;
using MeshRuntime.Components.Clients.Resp;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.Components.PubSub.Redis;

/// <summary>
/// Topics as Redis streams, laid out as Dapr's component does, whose sidecars may share them. A message that failed stays pending and comes again, as
/// in Dapr before 1.17; the later ones acknowledge it, which loses it.
/// </summary>
internal sealed partial class RedisPubSub : IPubSub, IQueueInspector
{
    private static readonly TimeSpan DisposalLimit = TimeSpan.FromSeconds(3);

    private readonly RedisPubSubOptions _options;
    private readonly RespClient _client;
    private readonly RedisQueues _queues;
    private readonly List<RedisSubscription> _subscriptions = [];
    private readonly Random _random = new();
    private readonly TimeProvider _time;
    private readonly ILogger _log;

    public RedisPubSub(ComponentContext context)
    {
        _options = RedisPubSubOptions.Read(context);
        _time = context.Time;
        _log = context.Loggers.CreateLogger<RedisPubSub>();
        _client = new RespClient(_options.Connection, LogLevel.Warning, _time, _random, _log);
        _queues = new RedisQueues(_client, _time);
    }

    public async ValueTask StartAsync(CancellationToken cancellation)
    {
        if (_options.Connection.Tls is { SkipVerify: true })
        {
            Log.CertificateNotVerified(_log, _options.Connection.Address);
        }

        if (!_options.Redelivers)
        {
            Log.NoRedelivery(_log);
        }

        await AskAsync($"Redis at {_options.Connection.Address} cannot be used", async () =>
        {
            await _client.StartAsync(cancellation);
            await _client.ExecuteAsync(new RespCommand("PING"), cancellation);
            return true;
        });
    }

    public async ValueTask PublishAsync(PubSubMessage message, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(message);
        cancellation.ThrowIfCancellationRequested();
        await AskAsync($"could not publish to topic {message.Topic}", () => _client.ExecuteAsync(Append(message), cancellation));
    }

    public async ValueTask<ISubscription> SubscribeAsync(TopicSubscription subscription, MessageHandler handler, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(subscription);
        ArgumentNullException.ThrowIfNull(handler);
        return await AskAsync($"could not subscribe to topic {subscription.Topic}", async () =>
        {
            var group = new StreamGroup(_client, subscription.Topic, _options.Group);
            await group.CreateAsync(cancellation);

            // Its losses are those of the main connection, which are told.
            var reader = new RespClient(_options.Connection, LogLevel.Debug, _time, _random, _log);
            await reader.StartAsync(cancellation);
            var made = new RedisSubscription(group, reader, handler, _options, _time, _log);
            lock (_subscriptions)
            {
                _subscriptions.RemoveAll(other => other.IsOver);
                _subscriptions.Add(made);
            }

            return made;
        });
    }

    public ValueTask<IReadOnlyList<QueueStatus>> ListAsync(CancellationToken cancellation) =>
        AskAsync("could not list the queues", () => _queues.ListAsync(cancellation));

    public ValueTask<IReadOnlyList<QueuedMessage>> PeekAsync(string topic, string group, bool deadLetters, int count, CancellationToken cancellation) =>
        AskAsync($"could not look into topic {topic}", () => _queues.PeekAsync(topic, group, deadLetters, count, cancellation));

    public ValueTask<long> RedriveAsync(string topic, string group, CancellationToken cancellation) =>
        AskAsync($"could not redrive topic {topic}", () => _queues.RedriveAsync(topic, group, cancellation));

    public async ValueTask DisposeAsync()
    {
        RedisSubscription[] left;
        lock (_subscriptions)
        {
            left = [.. _subscriptions];
            _subscriptions.Clear();
        }

        using var limit = new CancellationTokenSource(DisposalLimit, _time);
        await Task.WhenAll(left.Select(subscription => subscription.StopAsync(limit.Token).AsTask()));
        await _client.DisposeAsync();
    }

    private RespCommand Append(PubSubMessage message)
    {
        var command = new RespCommand("XADD").Add(message.Topic);
        if (_options.MaxLength > 0)
        {
            command.Add("MAXLEN").Add("~").Add(_options.MaxLength);
        }
        else if (_options.TimeToLive > TimeSpan.Zero)
        {
            command.Add("MINID").Add("~").Add($"{(_time.GetUtcNow() - _options.TimeToLive).ToUnixTimeMilliseconds()}-1");
        }

        command.Add("*").Add("data").Add(message.Data.Span);
        return message.Metadata is { } metadata ? command.Add("metadata").Add(StreamEntry.WriteMetadata(metadata)) : command;
    }

    private static async ValueTask<T> AskAsync<T>(string what, Func<ValueTask<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (RespFailure e)
        {
            throw RedisFaults.Of(e, what);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(5140, LogLevel.Warning,
            "insecureSkipTLSVerify is set: whoever answers at {Address} is believed to be Redis. Name its authority in caCert in place of it")]
        public static partial void CertificateNotVerified(ILogger logger, string address);

        [LoggerMessage(5141, LogLevel.Warning,
            "processingTimeout or redeliverInterval is 0: messages that fail, or that a sidecar held when it died, stay pending in Redis and are not delivered again")]
        public static partial void NoRedelivery(ILogger logger);
    }
}
