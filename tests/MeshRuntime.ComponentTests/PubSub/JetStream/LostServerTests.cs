using System.Collections.Concurrent;
using MeshRuntime.Abstractions.Components;
using MeshRuntime.ComponentTests.Kit;
using MeshRuntime.TestBrokers;
using static MeshRuntime.ComponentTests.PubSub.PubSubScene;

namespace MeshRuntime.ComponentTests.PubSub.JetStream;

/// <summary>The server goes away in the middle of things.</summary>
public sealed class LostServerTests : IAsyncLifetime
{
    private readonly NatsBroker _broker = new();
    private JetStreamBench _bench = null!;

    public async ValueTask InitializeAsync()
    {
        await _broker.StartAsync();
        _bench = new JetStreamBench($"nats://127.0.0.1:{_broker.Port}");
    }

    [Theory]
    [InlineData("durable")]
    [InlineData("ephemeral")]
    public async Task KilledServer_LosesNothingThatWasAcknowledged(string kind)
    {
        (string, string)[] group = kind == "durable" ? [("durableName", "d"), ("queueGroupName", "g")] : [];
        var pubsub = await _bench.StartWithStreamAsync([("ackWait", "1s"), .. group]);
        var inbox = new Inbox();
        await SubscribeAsync(pubsub, _bench.Topic, inbox);
        var acknowledged = new ConcurrentBag<string>();
        using var enough = new CancellationTokenSource();
        var publishing = Task.Run(async () =>
        {
            for (var i = 0; !enough.IsCancellationRequested; i++)
            {
                try
                {
                    await PublishAsync(pubsub, _bench.Topic, $"{i}");
                    acknowledged.Add($"{i}");
                }
                catch (ComponentException e)
                {
                    Assert.Equal(ComponentFault.Unavailable, e.Fault);
                }

                await Task.Delay(1);
            }
        });

        for (var kills = 0; kills < 2; kills++)
        {
            var before = acknowledged.Count;
            await Eventually.TrueAsync(() => Task.FromResult(acknowledged.Count > before + 100), "a hundred more");
            await _broker.KillAsync();
            await _broker.StartAsync();
        }

        var last = acknowledged.Count;
        await Eventually.TrueAsync(() => Task.FromResult(acknowledged.Count > last + 100), "a hundred after the last kill");
        await enough.CancelAsync();
        await publishing;
        await inbox.HoldsAsync(acknowledged);
    }

    [Fact]
    public async Task ForgottenConsumer_GoesOnWhereItStood()
    {
        // The server forgets an ephemeral consumer 5 s after its last subscriber, and one in memory with its process.
        var pubsub = await _bench.StartWithStreamAsync(("memoryStorage", "true"));
        var inbox = new Inbox();
        await SubscribeAsync(pubsub, _bench.Topic, inbox);
        await PublishAsync(pubsub, _bench.Topic, Numbered(50));
        await inbox.HoldsAsync(50);

        await _broker.KillAsync();
        await _broker.StartAsync();
        await PublishAsync(pubsub, _bench.Topic, Numbered(50, 50));

        await inbox.HoldsAsync(Numbered(100));
        Assert.InRange(inbox.Texts.Count, 100, 101);
    }

    [Fact]
    public async Task ServerThatIsAwayWhileSubscribing_IsWaitedForAWhile()
    {
        var pubsub = await _bench.StartWithStreamAsync();
        var inbox = new Inbox();
        await PublishAsync(pubsub, _bench.Topic, "before");
        await _broker.KillAsync();
        await Eventually.TrueAsync(() => Task.FromResult(_bench.Bench.Logs.All.Any(line => line.Id == 5211)), "the loss");

        var subscribing = SubscribeAsync(pubsub, _bench.Topic, inbox).AsTask();
        await _broker.StartAsync();
        await subscribing;

        await inbox.HoldsAsync(["before"]);
    }

    [Fact]
    public async Task ServerThatStaysAway_FailsPublishAndSubscribe()
    {
        var pubsub = await _bench.StartWithStreamAsync();
        await _broker.KillAsync();
        await Eventually.TrueAsync(() => Task.FromResult(_bench.Bench.Logs.All.Any(line => line.Id == 5211)), "the loss");

        var publishing = PublishAsync(pubsub, _bench.Topic, "x");
        var subscribing = SubscribeAsync(pubsub, _bench.Topic, new Inbox()).AsTask();

        Assert.Equal(ComponentFault.Unavailable, (await Assert.ThrowsAsync<ComponentException>(() => publishing)).Fault);
        var refused = await Assert.ThrowsAsync<ComponentException>(() => subscribing);
        Assert.Equal(ComponentFault.Unavailable, refused.Fault);
        Assert.Contains($"127.0.0.1:{_broker.Port}", refused.Message, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        await _bench.DisposeAsync();
        await _broker.DisposeAsync();
    }
}
