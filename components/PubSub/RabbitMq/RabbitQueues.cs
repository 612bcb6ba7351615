using System.Globalization;
using System.Text;
using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.PubSub;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace MeshRuntime.Components.PubSub.RabbitMq;

/// <summary>
/// Looks at the queues that this component subscribes to: AMQP names no others. A look takes messages out for a moment and puts them back in their places.
/// </summary>
internal sealed class RabbitQueues(RabbitLink link, RabbitMqOptions options, Func<IReadOnlyList<RabbitSubscription>> subscriptions)
{
    public async Task<IReadOnlyList<QueueStatus>> ListAsync(CancellationToken cancellation)
    {
        var list = new List<QueueStatus>();
        var connection = await link.GetAsync(cancellation);
        foreach (var subscription in Current())
        {
            var queue = subscription.Queue;
            var waiting = await CountAsync(connection, queue.Name, cancellation);
            var dead = queue.DeadLetterQueue is { } name ? await CountAsync(connection, name, cancellation) : null;

            // What other sidecars of the group hold is not told.
            list.Add(new QueueStatus(queue.Topic, options.ConsumerId, waiting + subscription.Running, subscription.Running, OldestAge: null, dead));
        }

        return list;
    }

    public async Task<IReadOnlyList<QueuedMessage>> PeekAsync(string topic, string group, bool deadLetters, int count, CancellationToken cancellation)
    {
        var queue = Find(topic, group);
        if ((deadLetters ? queue.DeadLetterQueue : queue.Name) is not { } name)
        {
            return [];
        }

        var connection = await link.GetAsync(cancellation);
        await using var channel = await connection.CreateChannelAsync(options: null, cancellation);
        var messages = new List<QueuedMessage>();
        while (messages.Count < count && await channel.BasicGetAsync(name, autoAck: false, cancellation) is { } got)
        {
            messages.Add(new QueuedMessage(
                got.BasicProperties.MessageId ?? got.DeliveryTag.ToString(CultureInfo.InvariantCulture),
                got.Body.ToArray(),
                Age: null,
                Deliveries: null,
                deadLetters ? ReasonOf(got.BasicProperties) : null));
        }

        // All at once, so that they return to where they were.
        if (messages.Count > 0)
        {
            await channel.BasicNackAsync(deliveryTag: 0, multiple: true, requeue: true, cancellation);
        }

        return messages;
    }

    public async Task<long> RedriveAsync(string topic, string group, CancellationToken cancellation)
    {
        var queue = Find(topic, group);
        if (queue.DeadLetterQueue is not { } name)
        {
            throw new ComponentException(ComponentFault.Invalid, "this component keeps no dead letters; set enableDeadLetter, or give the subscription a deadLetterTopic");
        }

        var connection = await link.GetAsync(cancellation);
        var options = new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);
        await using var channel = await connection.CreateChannelAsync(options, cancellation);

        // No more than there are now: those that fail again meanwhile would keep this going for ever.
        var left = (await channel.QueueDeclarePassiveAsync(name, cancellation)).MessageCount;
        long moved = 0;
        for (; left > 0 && await channel.BasicGetAsync(name, autoAck: false, cancellation) is { } got; left--)
        {
            // Confirmed first, then taken away: what breaks in between leaves it in both queues, not in none. That a queue took it is what the client's
            // own count of confirmations tells, for the price of a header.
            var properties = new BasicProperties(got.BasicProperties) { Headers = WithoutDeath(got.BasicProperties.Headers) };
            await channel.BasicPublishAsync(exchange: "", queue.Name, mandatory: true, properties, got.Body, cancellation);
            await channel.BasicAckAsync(got.DeliveryTag, multiple: false, cancellation);
            moved++;
        }

        return moved;
    }

    private static async Task<long?> CountAsync(IConnection connection, string queue, CancellationToken cancellation)
    {
        try
        {
            // A channel for each: asking for a queue that is gone ends it.
            await using var channel = await connection.CreateChannelAsync(options: null, cancellation);
            return (await channel.QueueDeclarePassiveAsync(queue, cancellation)).MessageCount;
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == 404)
        {
            return null;
        }
    }

    /// <summary>Why the broker moved it there, such as <c>rejected</c>, <c>expired</c> or <c>maxlen</c>.</summary>
    private static string? ReasonOf(IReadOnlyBasicProperties properties) =>
        properties.Headers?.TryGetValue("x-first-death-reason", out var reason) == true && reason is byte[] text ? Encoding.UTF8.GetString(text) : null;

    /// <summary>As if never tried: what the broker wrote down of the message's end is left out.</summary>
    private static Dictionary<string, object?>? WithoutDeath(IDictionary<string, object?>? headers) =>
        headers?.Where(header => !header.Key.Contains("-death", StringComparison.Ordinal)).ToDictionary();

    private RabbitQueue Find(string topic, string group) =>
        Current().Select(subscription => subscription.Queue).FirstOrDefault(queue => queue.Topic == topic && group == options.ConsumerId)
        ?? throw new ComponentException(ComponentFault.NotFound, $"{group} is not subscribed to topic {topic} here");

    private IEnumerable<RabbitSubscription> Current() => subscriptions().Where(subscription => !subscription.IsOver);
}
