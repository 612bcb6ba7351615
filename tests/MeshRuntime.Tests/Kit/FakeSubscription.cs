using System.Collections.Concurrent;
using System.Text;
using MeshRuntime.Abstractions.PubSub;

namespace MeshRuntime.Tests.Kit;

/// <summary>One subscription to a <see cref="FakeBroker"/>. It ends as the contract says: after the handlers that run, unless it has to give up.</summary>
internal sealed class FakeSubscription(TopicSubscription asked, MessageHandler handler) : ISubscription
{
    private readonly ConcurrentQueue<Task> _running = new();

    public TopicSubscription Asked => asked;

    public bool IsStopped { get; private set; }

    /// <summary>Hands over a message of the topic that was subscribed to.</summary>
    public Task<DeliveryOutcome> FeedAsync(string data, params (string Name, string Value)[] metadata) => FeedAsync(
        new PubSubMessage(asked.Topic, Encoding.UTF8.GetBytes(data)) { Metadata = metadata.Length == 0 ? null : metadata.ToDictionary(pair => pair.Name, pair => pair.Value) });

    public Task<DeliveryOutcome> FeedAsync(PubSubMessage message)
    {
        var handled = handler(message, CancellationToken.None).AsTask();
        _running.Enqueue(handled);
        return handled;
    }

    public async ValueTask StopAsync(CancellationToken giveUp)
    {
        await Task.WhenAll(_running).WaitAsync(giveUp).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        IsStopped = true;
    }
}
