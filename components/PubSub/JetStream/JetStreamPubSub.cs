using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.PubSub;
using MeshRuntime.Components.Clients.Nats;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.Components.PubSub.JetStream;

/// <summary>Publishes to NATS JetStream and subscribes by push consumers, as Dapr's component of the same name does.</summary>
internal sealed class JetStreamPubSub : IPubSub, IQueueInspector
{
    private const int Attempts = 3;

    // While a stream's leader changes nobody listens to its subjects; nats.go waits as long.
    private static readonly TimeSpan UnheardPause = TimeSpan.FromMilliseconds(250);

    private readonly JetStreamOptions _options;
    private readonly NatsClient _client;
    private readonly JetStreamApi _api;
    private readonly JetStreamStreams _streams;
    private readonly JetStreamQueues _queues;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Lock _lock = new();
    private readonly List<JetStreamSubscription> _subscriptions = [];

    public JetStreamPubSub(ComponentContext context)
    {
        _time = context.Time;
        _log = context.Loggers.CreateLogger<JetStreamPubSub>();
        _options = JetStreamOptions.Read(context);
        _client = new NatsClient(_options.Connection, _time, new Random(), _log);
        _api = new JetStreamApi(_client, _options);
        _streams = new JetStreamStreams(_api, _options, _log);
        _queues = new JetStreamQueues(_api, _options, _time);
    }

    public IReadOnlyList<string> Capabilities { get; } = [PubSubCapability.SubscribeWildcards];

    public async ValueTask StartAsync(CancellationToken cancellation) => await _client.StartAsync(cancellation);

    public async ValueTask PublishAsync(PubSubMessage message, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(message);
        cancellation.ThrowIfCancellationRequested();
        if (!NatsSubject.IsLiteral(message.Topic))
        {
            throw NoSubject(message.Topic, "words between dots, without blanks and wildcards");
        }

        var id = MessageId.Of(message.Data.Span);
        var headers = id is null ? null : new NatsHeaders().Add("Nats-Msg-Id", id);
        for (var attempt = 1; ; attempt++)
        {
            var answer = await _client.RequestAsync(message.Topic, headers, message.Data, cancellation);
            if (!answer.IsUnheard)
            {
                PublishAnswer.Check(message.Topic, answer.Data);
                return;
            }

            // Nobody got it, so it may be sent again.
            await _streams.FindOrMakeAsync(message.Topic, cancellation);
            if (attempt == Attempts)
            {
                throw _options.StreamName is null
                    ? new ComponentException(ComponentFault.Unavailable, $"the stream of {message.Topic} does not answer: it has no leader now.")
                    : JetStreamStreams.Missing(message.Topic);
            }

            await Task.Delay(attempt == 1 ? TimeSpan.Zero : UnheardPause, _time, cancellation);
        }
    }

    public async ValueTask<ISubscription> SubscribeAsync(TopicSubscription subscription, MessageHandler handler, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(subscription);
        ArgumentNullException.ThrowIfNull(handler);
        if (!NatsSubject.IsPattern(subscription.Topic))
        {
            throw NoSubject(subscription.Topic, "words between dots, without blanks; * stands for one word, > at the end for one or more");
        }

        var floor = new SequenceFloor();
        var binding = new JetStreamBinding(_api, _streams, _options, subscription.Topic, floor);
        var running = new JetStreamSubscription(_client, binding, floor, _options, subscription.Topic, handler, Forget, _time, _log);
        await running.StartAsync(cancellation);
        lock (_lock)
        {
            _subscriptions.Add(running);
        }

        return running;
    }

    public ValueTask<IReadOnlyList<QueueStatus>> ListAsync(CancellationToken cancellation) => _queues.ListAsync(cancellation);

    public ValueTask<IReadOnlyList<QueuedMessage>> PeekAsync(string topic, string group, bool deadLetters, int count, CancellationToken cancellation) =>
        _queues.PeekAsync(topic, group, deadLetters, count, cancellation);

    public ValueTask<long> RedriveAsync(string topic, string group, CancellationToken cancellation) => throw new ComponentException(
        ComponentFault.Invalid, "JetStream keeps no dead letters: after maxDeliver a message stays in its stream, undelivered. Set a deadLetterTopic in the subscription.");

    public async ValueTask DisposeAsync()
    {
        JetStreamSubscription[] running;
        lock (_lock)
        {
            running = [.. _subscriptions];
        }

        await Task.WhenAll(running.Select(subscription => subscription.StopAsync(new CancellationToken(canceled: true)).AsTask()));
        await _client.DisposeAsync();
    }

    private void Forget(JetStreamSubscription ended)
    {
        lock (_lock)
        {
            _subscriptions.Remove(ended);
        }
    }

    private static ComponentException NoSubject(string topic, string cure) =>
        new(ComponentFault.Invalid, $"the topic \"{topic}\" cannot be a subject of NATS. Write {cure}.");
}
