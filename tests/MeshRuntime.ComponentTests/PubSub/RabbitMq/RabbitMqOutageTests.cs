using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.PubSub;
using MeshRuntime.ComponentTests.Kit;
using MeshRuntime.TestBrokers;
using Microsoft.Extensions.Logging;
using static MeshRuntime.ComponentTests.PubSub.PubSubScene;

namespace MeshRuntime.ComponentTests.PubSub.RabbitMq;

/// <summary>A broker that dies and comes back. It starts as seldom as it can: each start takes seconds.</summary>
public sealed class RabbitMqOutageTests : IAsyncLifetime
{
    private static readonly (string, string)[] Lasting = [("durable", "true"), ("deliveryMode", "2"), ("deletedWhenUnused", "false"), ("reconnectWaitSeconds", "500ms")];

    private readonly RabbitBroker _broker = new();
    private readonly RabbitBench _bench;

    public RabbitMqOutageTests() => _bench = new RabbitBench(_broker.ConnectionString);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _bench.DisposeAsync();
        await _broker.DisposeAsync();
    }

    [Fact]
    public async Task BrokerThatComesLateAndDies_LosesNothingThatItConfirmed()
    {
        // Not there yet: the component starts, and nothing is pretended.
        var pubsub = await _bench.StartAsync(Lasting);
        var inbox = new Inbox();
        var refused = await Assert.ThrowsAsync<ComponentException>(() => _bench.SubscribeAsync(pubsub, inbox));
        Assert.Equal(ComponentFault.Unavailable, refused.Fault);
        Assert.Equal(ComponentFault.Unavailable, (await Assert.ThrowsAsync<ComponentException>(() => _bench.PublishAsync(pubsub, "x"))).Fault);
        Assert.Contains(_bench.Logs.All, line => line.Id == 5187);

        // There: the next try succeeds.
        await _broker.StartAsync();
        await _bench.SubscribeAsync(pubsub, inbox);
        var held = new Held();
        await pubsub.SubscribeAsync(new TopicSubscription($"{_bench.Topic}-held", new Dictionary<string, string>()), held.TakeAsync, CancellationToken.None);
        await PublishAsync(pubsub, $"{_bench.Topic}-held", "waits");
        await held.First;

        // Killed in the middle of a stream.
        var publishing = Task.Run(async () =>
        {
            foreach (var text in Numbered(300))
            {
                await _bench.PublishSurelyAsync(pubsub, text);
            }
        });
        await inbox.HoldsAsync(50);
        Assert.False(publishing.IsCompleted);
        await _broker.KillAsync();
        await held.Cancelled.WaitAsync(TimeSpan.FromSeconds(10));
        await _broker.StartAsync();

        await publishing;
        await inbox.HoldsAsync(Numbered(300));
        await held.Second.WaitAsync(TimeSpan.FromSeconds(20));

        // For each of two connections and two subscriptions: interrupted, why it waits (at most a few reasons), back again.
        Assert.InRange(_bench.Logs.All.Count(line => line.Level >= LogLevel.Information), 8, 24);
    }

    [Fact]
    public async Task BrokerThatIsFull_RefusesThePublisher_AndGoesOnWithSubscribers()
    {
        // Its memory alarm is on from the beginning: it stops reading from whoever publishes.
        _broker.More = ["vm_memory_high_watermark.absolute = 1MB"];
        await _broker.StartAsync();
        var pubsub = await _bench.StartAsync(Lasting);
        await _bench.SubscribeAsync(pubsub, new Inbox());

        var full = await Assert.ThrowsAsync<ComponentException>(() => _bench.PublishAsync(pubsub, "does not fit"));
        Assert.Equal(ComponentFault.Throttled, full.Fault);
        Assert.Contains("memory", full.Message, StringComparison.Ordinal);
        await _bench.SubscribeAsync(pubsub, new Inbox());
    }

    /// <summary>Keeps its first message until it is told that nobody wants the answer any more.</summary>
    private sealed class Held
    {
        private readonly TaskCompletionSource _first = new();
        private readonly TaskCompletionSource _cancelled = new();
        private readonly TaskCompletionSource _second = new();

        public Task First => _first.Task;

        public Task Cancelled => _cancelled.Task;

        /// <summary>The same message again.</summary>
        public Task Second => _second.Task;

        public async ValueTask<DeliveryOutcome> TakeAsync(PubSubMessage message, CancellationToken cancellation)
        {
            if (!_first.TrySetResult())
            {
                _second.TrySetResult();
                return DeliveryOutcome.Handled;
            }

            await using var told = cancellation.Register(() => _cancelled.TrySetResult());
            await _cancelled.Task;
            return DeliveryOutcome.Abandoned;
        }
    }
}
