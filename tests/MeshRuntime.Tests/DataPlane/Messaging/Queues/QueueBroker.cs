using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.PubSub;

namespace MeshRuntime.Tests.DataPlane.Messaging.Queues;

/// <summary>A broker that tells what a test put into it, and remembers what it was asked.</summary>
internal sealed class QueueBroker : IPubSub, IQueueInspector
{
    public List<QueueStatus> Queues { get; } = [];

    public List<QueuedMessage> Messages { get; } = [];

    public List<string> Asked { get; } = [];

    public Exception? Failure { get; set; }

    public ValueTask<IReadOnlyList<QueueStatus>> ListAsync(CancellationToken cancellation) => Answer<IReadOnlyList<QueueStatus>>("list", Queues);

    public ValueTask<IReadOnlyList<QueuedMessage>> PeekAsync(string topic, string group, bool deadLetters, int count, CancellationToken cancellation) =>
        Answer<IReadOnlyList<QueuedMessage>>($"peek {topic} {group} {deadLetters} {count}", Messages);

    public ValueTask<long> RedriveAsync(string topic, string group, CancellationToken cancellation) => Answer($"redrive {topic} {group}", 3L);

    public ValueTask StartAsync(CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask PublishAsync(PubSubMessage message, CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask<ISubscription> SubscribeAsync(TopicSubscription subscription, MessageHandler handler, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private ValueTask<T> Answer<T>(string question, T answer)
    {
        Asked.Add(question);
        return Failure is { } failure ? ValueTask.FromException<T>(failure) : ValueTask.FromResult(answer);
    }
}
