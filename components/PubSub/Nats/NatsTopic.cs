using MeshRuntime.Abstractions.PubSub;
using MeshRuntime.Components.Clients.Nats;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.Components.PubSub.Nats;

/// <summary>Hands what comes on one subject to its handler.</summary>
internal sealed partial class NatsTopic : ISubscription
{
    private readonly NatsClient _client;
    private readonly string _topic;
    private readonly MessageHandler _handler;
    private readonly Action<NatsTopic> _ended;
    private readonly ILogger _log;
    private readonly NatsInbox _inbox;
    private readonly CancellationTokenSource _unwanted = new();
    private readonly Lock _lock = new();
    private NatsSubscription? _subscription;
    private Task? _stopping;

    public NatsTopic(NatsClient client, string topic, int handlers, MessageHandler handler, Action<NatsTopic> ended, ILogger log)
    {
        _client = client;
        _topic = topic;
        _handler = handler;
        _ended = ended;
        _log = log;
        _inbox = new NatsInbox(handlers, HandleAsync);
    }

    public async Task StartAsync(string queueGroup, CancellationToken cancellation)
    {
        try
        {
            _subscription = await _client.SubscribeAsync(_topic, queueGroup, Take, cancellation);
        }
        finally
        {
            if (_subscription is null)
            {
                _inbox.Close();
            }
        }
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
        if (_subscription is { } subscription)
        {
            await _client.UnsubscribeAsync(subscription);
        }

        if (_inbox.Clear() is { Count: > 0 } unseen)
        {
            Log.NotHandled(_log, unseen.Count, _topic);
        }

        try
        {
            await _inbox.WaitAsync(_unwanted.Token);
        }
        catch (OperationCanceledException)
        {
            // Given up: what the handlers have stays as it is.
        }

        _ended(this);
    }

    private void Take(NatsMessage message)
    {
        if (!_inbox.Offer(message))
        {
            Log.Overrun(_log, _topic);
        }
    }

    private async Task HandleAsync(NatsMessage message)
    {
        var metadata = new Dictionary<string, string> { ["Topic"] = message.Subject };
        foreach (var (name, value) in message.Headers?.Fields ?? [])
        {
            metadata.TryAdd(name, value);
        }

        var outcome = await _handler(new PubSubMessage(_topic, message.Data) { Metadata = metadata }, _unwanted.Token);
        if (outcome != DeliveryOutcome.Handled)
        {
            Log.Lost(_log, _topic, outcome);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(5170, LogLevel.Warning, "A message of {Topic} is lost ({Outcome}): pubsub.nats delivers once. Use pubsub.jetstream to have it delivered again")]
        public static partial void Lost(ILogger logger, string topic, DeliveryOutcome outcome);

        [LoggerMessage(5171, LogLevel.Warning, "A message of {Topic} is lost: they come faster than they are handled. Set concurrencyMode to parallel, or add subscribers")]
        public static partial void Overrun(ILogger logger, string topic);

        [LoggerMessage(5172, LogLevel.Warning, "{Count} messages of {Topic} are lost: they waited for a handler when the subscription was stopped")]
        public static partial void NotHandled(ILogger logger, int count, string topic);
    }
}
