using System.Collections.Concurrent;
using System.Text;
using MeshRuntime.Abstractions.PubSub;

namespace MeshRuntime.Tests.Kit;

/// <summary>A broker in memory: keeps what it is given, and gives what a test feeds it.</summary>
internal class FakeBroker : IPubSub
{
    private readonly ConcurrentQueue<PubSubMessage> _published = new();
    private readonly ConcurrentQueue<FakeSubscription> _subscriptions = new();

    /// <summary>What it took, in order.</summary>
    public IReadOnlyList<PubSubMessage> Published => [.. _published];

    /// <summary>Every subscription that was made, ended ones included.</summary>
    public IReadOnlyList<FakeSubscription> Subscriptions => [.. _subscriptions];

    /// <summary>Runs before a message is taken; throws to refuse it.</summary>
    public Func<PubSubMessage, CancellationToken, Task> OnPublish { get; set; } = static (_, _) => Task.CompletedTask;

    /// <summary>Runs before a subscription is made; throws to refuse it.</summary>
    public Func<TopicSubscription, CancellationToken, Task> OnSubscribe { get; set; } = static (_, _) => Task.CompletedTask;

    /// <summary>The topics that are subscribed to now.</summary>
    public IEnumerable<string> Topics => _subscriptions.Where(subscription => !subscription.IsStopped).Select(subscription => subscription.Asked.Topic).Order();

    public static string TextOf(PubSubMessage message) => Encoding.UTF8.GetString(message.Data.Span);

    public ValueTask StartAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

    public async ValueTask PublishAsync(PubSubMessage message, CancellationToken cancellation)
    {
        await OnPublish(message, cancellation);
        _published.Enqueue(message with { Data = message.Data.ToArray() });
    }

    public async ValueTask<ISubscription> SubscribeAsync(TopicSubscription subscription, MessageHandler handler, CancellationToken cancellation)
    {
        await OnSubscribe(subscription, cancellation);
        var made = new FakeSubscription(subscription, handler);
        _subscriptions.Enqueue(made);
        return made;
    }

    /// <summary>Hands a message to the last subscription that was made, and waits for what becomes of it.</summary>
    public Task<DeliveryOutcome> FeedAsync(string data, params (string Name, string Value)[] metadata) => _subscriptions.Last().FeedAsync(data, metadata);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
