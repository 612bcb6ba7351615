using System.Text;
using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.PubSub;
using MeshRuntime.ComponentTests.Kit;
using MeshRuntime.TestBrokers;
using static MeshRuntime.ComponentTests.PubSub.PubSubScene;

namespace MeshRuntime.ComponentTests.PubSub.Redis;

public sealed class RedisQueuesTests : IAsyncLifetime
{
    private readonly RedisBroker _broker = new();
    private readonly RedisBench _bench;
    private IQueueInspector _queues = null!;

    public RedisQueuesTests() => _bench = new RedisBench(_broker);

    public async ValueTask InitializeAsync()
    {
        // Two of five are taken and fail, three wait; a second group has seen nothing; a key that is no stream is none of ours.
        await _broker.StartAsync();
        var pubsub = await _bench.StartAsync();
        _queues = (IQueueInspector)pubsub;
        var inbox = new Inbox { Answer = (_, _) => ValueTask.FromResult(DeliveryOutcome.Failed) };
        var subscription = await SubscribeAsync(pubsub, "orders", inbox);
        await PublishAsync(pubsub, "orders", "0", "1");
        await inbox.HoldsAsync(2);
        await subscription.StopAsync(CancellationToken.None);
        await PublishAsync(pubsub, "orders", "2", "3", "4");
        await _broker.AskAsync("XGROUP", "CREATE", "orders", "other", "0");
        await _broker.AskAsync("SET", "no-stream", "1");
    }

    public async ValueTask DisposeAsync()
    {
        await _bench.DisposeAsync();
        await _broker.DisposeAsync();
    }

    [Fact]
    public async Task List_TellsWhatWaitsForEachGroup()
    {
        var queues = await _queues.ListAsync(CancellationToken.None);

        Assert.Equal(
            [("orders", "app", 5L, 2L, null), ("orders", "other", 5L, 0L, null)],
            queues.Select(queue => (queue.Topic, queue.Group, queue.Backlog!.Value, queue.InFlight!.Value, queue.DeadLetters)));
        Assert.All(queues, queue => Assert.InRange(queue.OldestAge!.Value, TimeSpan.Zero, TimeSpan.FromMinutes(1)));
    }

    [Theory]
    [InlineData("app", 10, "0 1 2 3 4", "1 1 0 0 0")]
    [InlineData("app", 3, "0 1 2", "1 1 0")]
    [InlineData("app", 1, "0", "1")]
    [InlineData("other", 2, "0 1", "0 0")]
    public async Task Peek_ShowsTheOldestAndTakesNone(string group, int count, string texts, string deliveries)
    {
        var messages = await _queues.PeekAsync("orders", group, deadLetters: false, count, CancellationToken.None);

        Assert.Equal(texts, string.Join(' ', messages.Select(message => Encoding.UTF8.GetString(message.Data.Span))));
        Assert.Equal(deliveries, string.Join(' ', messages.Select(message => message.Deliveries)));
        Assert.Equal([2L, 0L], (await _queues.ListAsync(CancellationToken.None)).Select(queue => queue.InFlight!.Value));
    }

    [Fact]
    public async Task DeadLetters_AreNoneAndCannotBePutBack()
    {
        Assert.Empty(await _queues.PeekAsync("orders", "app", deadLetters: true, 10, CancellationToken.None));

        var invalid = await Assert.ThrowsAsync<ComponentException>(async () => await _queues.RedriveAsync("orders", "app", CancellationToken.None));
        Assert.Equal(ComponentFault.Invalid, invalid.Fault);
    }

    [Theory]
    [InlineData("orders", "nobody")]
    [InlineData("nothing", "app")]
    public async Task UnknownQueue_IsNotFound(string topic, string group)
    {
        var peek = await Assert.ThrowsAsync<ComponentException>(async () => await _queues.PeekAsync(topic, group, false, 1, CancellationToken.None));
        var redrive = await Assert.ThrowsAsync<ComponentException>(async () => await _queues.RedriveAsync(topic, group, CancellationToken.None));

        Assert.Equal((ComponentFault.NotFound, ComponentFault.NotFound), (peek.Fault, redrive.Fault));
    }
}
