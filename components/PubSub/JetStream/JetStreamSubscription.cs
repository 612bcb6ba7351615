using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.PubSub;
using MeshRuntime.Components.Clients.Nats;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.Components.PubSub.JetStream;

/// <summary>
/// Delivers the messages of one consumer. It looks after the consumer, too: after each break of the connection, when heartbeats stay away, and now and
/// then, it asks whether the server still has it, and makes it again.
/// </summary>
internal sealed partial class JetStreamSubscription : ISubscription
{
    private const int ServersWord = 100;
    private const int MissedHeartbeats = 3;

    // As long as a lost consumer can go unnoticed when there are no heartbeats and the connection held.
    private static readonly TimeSpan CheckEvery = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestTick = TimeSpan.FromSeconds(1);

    private readonly NatsClient _client;
    private readonly JetStreamOptions _options;
    private readonly JetStreamBinding _binding;
    private readonly SequenceFloor _floor;
    private readonly JetStreamSettlement _settlement;
    private readonly string _topic;
    private readonly MessageHandler _handler;
    private readonly Action<JetStreamSubscription> _ended;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly NatsInbox _inbox;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _unwanted = new();
    private readonly Lock _lock = new();
    private NatsSubscription? _subscription;
    private NatsConnection? _checkedOn;
    private long _lastSign;
    private long _lastCheck;
    private long _lastProgress;
    private bool _isFailing;
    private Task _watching = Task.CompletedTask;
    private Task? _stopping;

    public JetStreamSubscription(
        NatsClient client,
        JetStreamBinding binding,
        SequenceFloor floor,
        JetStreamOptions options,
        string topic,
        MessageHandler handler,
        Action<JetStreamSubscription> ended,
        TimeProvider time,
        ILogger log)
    {
        _client = client;
        _binding = binding;
        _floor = floor;
        _options = options;
        _topic = topic;
        _handler = handler;
        _ended = ended;
        _time = time;
        _log = log;
        _settlement = new JetStreamSettlement(client, options, floor, topic, log);
        _inbox = new NatsInbox(options.Handlers, HandleAsync);
    }

    private TimeSpan AckWait => _binding.Consumer is { AckWait: { Ticks: > 0 } wait }
        ? _options.BackOff.IsEmpty ? wait : TimeSpan.FromTicks(Math.Min(wait.Ticks, _options.BackOff.Min(pause => pause.Ticks)))
        : TimeSpan.FromSeconds(30);

    /// <exception cref="ComponentException">There is no consumer to be had.</exception>
    public async Task StartAsync(CancellationToken cancellation)
    {
        var isMade = false;
        try
        {
            await CheckAsync(cancellation);
            isMade = true;
        }
        finally
        {
            if (!isMade)
            {
                _inbox.Close();
            }
        }

        _watching = WatchAsync(_stop.Token);
    }

    public async ValueTask StopAsync(CancellationToken giveUp)
    {
        // Whoever gives up does so for all who wait.
        await using var registration = giveUp.Register(_unwanted.Cancel);
        Task stopping;
        lock (_lock)
        {
            stopping = _stopping ??= EndAsync();
        }

        await stopping;
    }

    private async Task EndAsync()
    {
        _inbox.Close();
        _settlement.Stop();
        await _stop.CancelAsync();
        await _watching;
        if (_subscription is { } subscription)
        {
            // Until the server has read it, messages still come; they are given back with the others.
            await _client.UnsubscribeAsync(subscription);
        }

        foreach (var message in _inbox.Clear().Where(message => message.Status != ServersWord))
        {
            await _settlement.GiveBackAsync(message);
        }

        try
        {
            await _inbox.WaitAsync(_unwanted.Token);
        }
        catch (OperationCanceledException)
        {
            // Given up: what the handlers have stays as it is.
        }

        await _settlement.FlushAsync();
        _ended(this);
    }

    private void Take(NatsMessage message)
    {
        Volatile.Write(ref _lastSign, _time.GetTimestamp());
        if (message.Status == ServersWord && message.ReplyTo is null)
        {
            if (message.Headers?["Nats-Consumer-Stalled"] is { } stalled)
            {
                // The server still waits for an answer to its flow control, which was lost. It is due when all before it is handled.
                _inbox.Offer(new NatsMessage { Subject = message.Subject, ReplyTo = stalled, Headers = message.Headers, Data = [] });
            }

            return;
        }

        if (message.Status != ServersWord && _options.Acknowledges && AckSubject.Parse(message.ReplyTo) is { } delivery)
        {
            _floor.Open(delivery.Sequence);
        }

        if (!_inbox.Offer(message))
        {
            Log.Overrun(_log, _topic);
        }
    }

    private async Task HandleAsync(NatsMessage message)
    {
        if (message.Status == ServersWord)
        {
            await _settlement.GoOnAsync(message);
            return;
        }

        // After ackWait the server gives the message to the next one; the answer no longer counts.
        using var limit = new CancellationTokenSource(_options.Acknowledges ? AckWait : Timeout.InfiniteTimeSpan, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_unwanted.Token, limit.Token);
        var outcome = await _handler(
            new PubSubMessage(_topic, message.Data) { Metadata = new Dictionary<string, string> { ["Topic"] = message.Subject } }, either.Token);
        await _settlement.SettleAsync(message, outcome, _binding.Consumer?.MaxDeliver ?? 0);
    }

    private async Task WatchAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(AckWait / 3 is var third && third < LongestTick ? third : LongestTick, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                if (_client.Connection is not null)
                {
                    await KeepWaitingAsync();
                    await CheckIfDueAsync(stop);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    private bool IsCheckDue() =>
        _isFailing
        || _client.Connection != _checkedOn
        || _time.GetElapsedTime(_lastCheck) > CheckEvery
        || (_options.Heartbeat > TimeSpan.Zero && _time.GetElapsedTime(Volatile.Read(ref _lastSign)) > _options.Heartbeat * MissedHeartbeats);

    /// <summary>
    /// Tells the server that messages which wait for a handler are not forgotten, before it delivers them again. A message in its handler gets ackWait
    /// from then on, as it would if it had just come.
    /// </summary>
    private async Task KeepWaitingAsync()
    {
        if (!_options.Acknowledges || _time.GetElapsedTime(_lastProgress) < AckWait / 3)
        {
            return;
        }

        _lastProgress = _time.GetTimestamp();
        foreach (var message in _inbox.Waiting.Where(message => message.Status != ServersWord))
        {
            await _settlement.KeepAsync(message);
        }
    }

    private async Task CheckIfDueAsync(CancellationToken stop)
    {
        if (!IsCheckDue())
        {
            return;
        }

        try
        {
            await CheckAsync(stop);
            if (_isFailing)
            {
                _isFailing = false;
                Log.Resumed(_log, _topic);
            }
        }
        catch (ComponentException e)
        {
            if (!_isFailing)
            {
                _isFailing = true;
                Log.Interrupted(_log, _topic, e.Message);
            }
        }
    }

    private async Task CheckAsync(CancellationToken cancellation)
    {
        var connection = _client.Connection;
        var isAgain = _binding.Consumer is not null;
        if (await _binding.EnsureAsync(() => _inbox.Clear(), cancellation) && isAgain)
        {
            Log.MadeAgain(_log, _topic);
        }

        if (_binding.Consumer is { DeliverSubject: { } subject } consumer && _subscription?.Subject != subject)
        {
            var last = _subscription;
            _subscription = await _client.SubscribeAsync(subject, consumer.DeliverGroup, Take, cancellation);
            if (last is not null)
            {
                await _client.UnsubscribeAsync(last);
            }
        }

        _checkedOn = connection;
        _lastCheck = _time.GetTimestamp();
        Volatile.Write(ref _lastSign, _lastCheck);
    }

    private static partial class Log
    {
        [LoggerMessage(5151, LogLevel.Warning, "The consumer of {Topic} was gone and has been made again; it goes on where it stood")]
        public static partial void MadeAgain(ILogger logger, string topic);

        [LoggerMessage(5152, LogLevel.Warning, "Messages of {Topic} do not come; it is tried until they do: {Reason}")]
        public static partial void Interrupted(ILogger logger, string topic, string reason);

        [LoggerMessage(5153, LogLevel.Information, "Messages of {Topic} come again")]
        public static partial void Resumed(ILogger logger, string topic);

        [LoggerMessage(5156, LogLevel.Warning, "Messages of {Topic} come faster than they are handled; one was put back for the server to deliver again. Set maxAckPending lower")]
        public static partial void Overrun(ILogger logger, string topic);
    }
}
