using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.PubSub;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.Components.PubSub.RabbitMq;

/// <summary>
/// Topics as exchanges and groups as queues of RabbitMQ, laid out as Dapr's component does, whose sidecars may share them. Unlike there, a message counts as
/// published when the broker has confirmed it, and each subscription has a channel of its own, so that the fault of one does not end the others.
/// </summary>
internal sealed partial class RabbitMqPubSub : IPubSub, IQueueInspector
{
    private static readonly TimeSpan DisposalLimit = TimeSpan.FromSeconds(3);

    // Within spec.initTimeout's 5 s: a broker that does not answer is not a reason to give up the start.
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(3);

    private readonly RabbitMqOptions _options;
    private readonly RabbitLink _publishing;
    private readonly RabbitLink _consuming;
    private readonly RabbitPublisher _publisher;
    private readonly RabbitQueues _queues;
    private readonly List<RabbitSubscription> _subscriptions = [];
    private readonly TimeProvider _time;
    private readonly ILogger _log;

    public RabbitMqPubSub(ComponentContext context)
    {
        _options = RabbitMqOptions.Read(context);
        _time = context.Time;
        _log = context.Loggers.CreateLogger<RabbitMqPubSub>();
        _publishing = new RabbitLink(_options, "publishing", _time, _log);
        _consuming = new RabbitLink(_options, "subscriptions", _time, _log);
        _publisher = new RabbitPublisher(_publishing, _options, _time);
        _queues = new RabbitQueues(_publishing, _options, Subscriptions);
    }

    public IReadOnlyList<string> Capabilities { get; } = [PubSubCapability.MessageTtl];

    public async ValueTask StartAsync(CancellationToken cancellation)
    {
        try
        {
            await _publishing.GetAsync(cancellation).WaitAsync(StartLimit, _time, cancellation);
        }
        catch (ComponentException e) when (e.Fault == ComponentFault.Unavailable)
        {
            // As in Dapr: sidecar and broker may be starting together. What is refused will stay refused, and ends the start.
            Log.NotThere(_log, e.Message);
        }
        catch (TimeoutException)
        {
            Log.NotThere(_log, $"RabbitMQ at {_options.Address} did not answer within {StartLimit.TotalSeconds} s");
        }
    }

    public async ValueTask PublishAsync(PubSubMessage message, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(message);
        cancellation.ThrowIfCancellationRequested();
        await AskAsync($"could not publish to topic {message.Topic}", async () =>
        {
            await _publisher.PublishAsync(message, cancellation);
            return true;
        });
    }

    public async ValueTask<ISubscription> SubscribeAsync(TopicSubscription subscription, MessageHandler handler, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(subscription);
        ArgumentNullException.ThrowIfNull(handler);
        var queue = RabbitQueue.Of(subscription, _options);
        return await AskAsync($"could not subscribe to topic {subscription.Topic}", async () =>
        {
            var connection = await _consuming.GetAsync(cancellation);
            var consumer = await RabbitConsumer.StartAsync(connection, queue, _options, handler, _time, cancellation);
            var made = new RabbitSubscription(queue, consumer, _consuming, _options, handler, _time, _log);
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
        using var limit = new CancellationTokenSource(DisposalLimit, _time);
        await Task.WhenAll(Subscriptions().Select(subscription => subscription.StopAsync(limit.Token).AsTask()));
        await _consuming.DisposeAsync();
        await _publishing.DisposeAsync();
        await _publisher.DisposeAsync(); // what is left without its connection
    }

    private IReadOnlyList<RabbitSubscription> Subscriptions()
    {
        lock (_subscriptions)
        {
            return [.. _subscriptions];
        }
    }

    private static async ValueTask<T> AskAsync<T>(string what, Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (ComponentException e)
        {
            throw new ComponentException(e.Fault, $"{what}: {e.Message}", e);
        }
        catch (Exception e) when (RabbitFaults.IsExpected(e))
        {
            throw RabbitFaults.Of(e, what);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(5187, LogLevel.Warning, "RabbitMQ is not there yet; it is looked for again when it is needed: {Reason}")]
        public static partial void NotThere(ILogger logger, string reason);
    }
}
