using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.PubSub;
using MeshRuntime.Components.Clients.Nats;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.Components.PubSub.Nats;

/// <summary>
/// Publishes and subscribes on NATS itself, without a store: a message goes to whoever listens at that moment, once. What nobody takes, and what fails,
/// is gone.
/// </summary>
internal sealed class NatsPubSub : IPubSub
{
    private readonly NatsPubSubOptions _options;
    private readonly NatsClient _client;
    private readonly ILogger _log;
    private readonly Lock _lock = new();
    private readonly List<NatsTopic> _subscriptions = [];

    public NatsPubSub(ComponentContext context)
    {
        _log = context.Loggers.CreateLogger<NatsPubSub>();
        _options = NatsPubSubOptions.Read(context);
        _client = new NatsClient(_options.Connection, context.Time, new Random(), _log);
    }

    public IReadOnlyList<string> Capabilities { get; } = [PubSubCapability.SubscribeWildcards];

    public async ValueTask StartAsync(CancellationToken cancellation) => await _client.StartAsync(cancellation);

    /// <summary>Returns when the server has read the message, and so has passed it on to those who listen. It says nothing about whether anyone does.</summary>
    public async ValueTask PublishAsync(PubSubMessage message, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(message);
        cancellation.ThrowIfCancellationRequested();
        if (!NatsSubject.IsLiteral(message.Topic))
        {
            throw NoSubject(message.Topic, "words between dots, without blanks and wildcards");
        }

        NatsHeaders? headers = null;
        foreach (var (name, value) in message.Metadata ?? new Dictionary<string, string>())
        {
            headers = (headers ?? new NatsHeaders()).Add(name, value);
        }

        await _client.PublishAsync(message.Topic, null, headers, message.Data, cancellation);
        await (await _client.ConnectedAsync(cancellation)).PingAsync(cancellation);
    }

    public async ValueTask<ISubscription> SubscribeAsync(TopicSubscription subscription, MessageHandler handler, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(subscription);
        ArgumentNullException.ThrowIfNull(handler);
        if (!NatsSubject.IsPattern(subscription.Topic))
        {
            throw NoSubject(subscription.Topic, "words between dots, without blanks; * stands for one word, > at the end for one or more");
        }

        var running = new NatsTopic(_client, subscription.Topic, _options.Handlers, handler, Forget, _log);
        await running.StartAsync(_options.QueueGroup, cancellation);
        lock (_lock)
        {
            _subscriptions.Add(running);
        }

        return running;
    }

    public async ValueTask DisposeAsync()
    {
        NatsTopic[] running;
        lock (_lock)
        {
            running = [.. _subscriptions];
        }

        await Task.WhenAll(running.Select(subscription => subscription.StopAsync(new CancellationToken(canceled: true)).AsTask()));
        await _client.DisposeAsync();
    }

    private void Forget(NatsTopic ended)
    {
        lock (_lock)
        {
            _subscriptions.Remove(ended);
        }
    }

    private static ComponentException NoSubject(string topic, string cure) =>
        new(ComponentFault.Invalid, $"the topic \"{topic}\" cannot be a subject of NATS. Write {cure}.");
}
