using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.PubSub;

namespace MeshRuntime.Components.PubSub.JetStream;

/// <summary>Tells what waits: each consumer of a stream is a queue.</summary>
internal sealed class JetStreamQueues(JetStreamApi api, JetStreamOptions options, TimeProvider time)
{
    public async ValueTask<IReadOnlyList<QueueStatus>> ListAsync(CancellationToken cancellation) =>
        [.. (await ConsumersAsync(cancellation)).Select(consumer => new QueueStatus(
            consumer.FilterSubject, GroupOf(consumer), consumer.Pending + consumer.AckPending, consumer.AckPending, OldestAge: null, DeadLetters: null))];

    public async ValueTask<IReadOnlyList<QueuedMessage>> PeekAsync(string topic, string group, bool deadLetters, int count, CancellationToken cancellation)
    {
        var consumer = (await ConsumersAsync(cancellation)).FirstOrDefault(consumer => consumer.FilterSubject == topic && GroupOf(consumer) == group)
            ?? throw new ComponentException(ComponentFault.NotFound, $"JetStream has no consumer {group} of {topic}.");
        var messages = new List<QueuedMessage>();
        var next = consumer.AckFloor + 1;
        while (!deadLetters && messages.Count < count && await api.MessageAsync(consumer.Stream, topic, next, cancellation) is { } message)
        {
            messages.Add(new QueuedMessage($"{message.Sequence}", message.Data, time.GetUtcNow() - message.Time, Deliveries: null, Reason: null));
            next = message.Sequence + 1;
        }

        return messages;
    }

    private static string GroupOf(JetStreamConsumer consumer) => consumer.DurableName ?? consumer.Name;

    private async ValueTask<List<JetStreamConsumer>> ConsumersAsync(CancellationToken cancellation)
    {
        var consumers = new List<JetStreamConsumer>();
        foreach (var stream in options.StreamName is null ? await api.StreamsAsync(cancellation) : [options.StreamName])
        {
            consumers.AddRange(await api.ConsumersAsync(stream, cancellation));
        }

        return consumers;
    }
}
