using System.Diagnostics;
using MeshRuntime.Abstractions.PubSub;
using MeshRuntime.ComponentTests.Kit;
using static MeshRuntime.ComponentTests.PubSub.PubSubScene;

namespace MeshRuntime.ComponentTests.PubSub.Redis;

/// <summary>Messages whose sidecar died, stopped or is slow.</summary>
public sealed class RedisReclaimTests(RedisServer server) : IClassFixture<RedisServer>, IAsyncLifetime
{
    private readonly RedisBench _bench = new(server.Broker);
    private readonly string _topic = $"orders-{Guid.NewGuid():N}";

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task MessagesOfAConsumerThatDied_AreClaimedAfterTheProcessingTimeout_MoreThanOnePage()
    {
        await server.Broker.AskAsync("XGROUP", "CREATE", _topic, "app", "0", "MKSTREAM");
        await server.Broker.AskAsync("EVAL", "for i = 1, 250 do redis.call('XADD', KEYS[1], '*', 'data', i) end", "1", _topic);
        await server.Broker.AskAsync("XREADGROUP", "GROUP", "app", "app", "COUNT", "250", "STREAMS", _topic, ">");
        var died = Stopwatch.StartNew();
        var inbox = new Inbox();

        await SubscribeAsync(await _bench.StartQuickAsync(("queueDepth", "100")), _topic, inbox);

        await inbox.HoldsAsync(Numbered(250, 1));
        Assert.InRange(died.Elapsed, TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(10));
        Assert.Equal(250, inbox.Texts.Count);
    }

    [Fact]
    public async Task MessagesThatWaitLongerThanTheProcessingTimeout_AreKeptFromOtherReplicas()
    {
        // One worker, five messages of 0.6 s each: the last is done 3 s after it was taken, with a timeout of 1 s.
        var slow = new Inbox
        {
            Answer = async (_, _) =>
            {
                await Task.Delay(600);
                return DeliveryOutcome.Handled;
            },
        };
        var one = await _bench.StartQuickAsync(("concurrency", "1"));
        await PublishAsync(one, _topic, Numbered(5));
        await SubscribeAsync(one, _topic, slow);
        await slow.HoldsAsync(1);
        var other = new Inbox();
        await SubscribeAsync(await _bench.StartQuickAsync(), _topic, other);

        await slow.HoldsAsync(5);
        await Eventually.TrueAsync(async () => await PendingAsync() == 0, "all are acknowledged");

        Assert.Equal(Numbered(5), slow.Texts);
        Assert.Empty(other.Texts);
    }

    [Fact]
    public async Task HandlerLongerThanTheProcessingTimeout_IsToldSo_AndNotGivenItsMessageAgain()
    {
        var told = new TaskCompletionSource();
        var deliveries = 0;
        var pubsub = await _bench.StartQuickAsync();
        await pubsub.SubscribeAsync(
            new TopicSubscription(_topic, new Dictionary<string, string>()),
            async (_, cancellation) =>
            {
                Interlocked.Increment(ref deliveries);
                await using var registration = cancellation.Register(told.SetResult);
                await told.Task;
                await Task.Delay(1500, CancellationToken.None);
                return DeliveryOutcome.Handled;
            },
            CancellationToken.None);

        await PublishAsync(pubsub, _topic, "slow");
        await told.Task.WaitAsync(TimeSpan.FromSeconds(10));

        await Eventually.TrueAsync(async () => await PendingAsync() == 0, "the late answer counts all the same");
        Assert.Equal(1, deliveries);
    }

    [Fact]
    public async Task Stop_GivesBackWhatNoHandlerHasSeen_ForTheNextToClaimAtOnce()
    {
        // Defaults: 60 s until a message of a dead sidecar is claimed. Those of a stopped one must not wait for that.
        var one = await _bench.StartAsync(("concurrency", "1"));
        var release = new TaskCompletionSource<DeliveryOutcome>();
        var first = new Inbox { Answer = (_, _) => new ValueTask<DeliveryOutcome>(release.Task) };
        await PublishAsync(one, _topic, Numbered(10));
        var subscription = await SubscribeAsync(one, _topic, first);
        await first.HoldsAsync(1);
        var watch = Stopwatch.StartNew();
        var stopping = subscription.StopAsync(CancellationToken.None).AsTask();

        // The first is still being handled: the others are free already.
        var second = new Inbox();
        await Eventually.TrueAsync(async () => (await IdleAsync()).Count(idle => idle >= 60_000) == 9, "nine messages are given back");
        await SubscribeAsync(await _bench.StartAsync(), _topic, second);
        await second.HoldsAsync(9);
        release.SetResult(DeliveryOutcome.Handled);
        await stopping;

        Assert.Equal(Numbered(9, 1), second.Texts.OrderBy(int.Parse));
        Assert.Equal(["0"], first.Texts);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task StopOfAnIdleSubscription_DoesNotWaitForTheReadThatWaits()
    {
        var subscription = await SubscribeAsync(await _bench.StartAsync(), _topic, new Inbox());
        await Eventually.TrueAsync(
            async () => !(await server.Broker.AskAsync("INFO", "clients")).Contains("blocked_clients:0", StringComparison.Ordinal), "the read waits at the broker");
        var watch = Stopwatch.StartNew();

        await subscription.StopAsync(CancellationToken.None);

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }

    private async Task<int> PendingAsync() => int.Parse((await server.Broker.AskAsync("XPENDING", _topic, "app")).Split('\n')[0]);

    private async Task<IEnumerable<long>> IdleAsync() =>
        (await server.Broker.AskAsync("XPENDING", _topic, "app", "-", "+", "100")).Split('\n').Chunk(4).Select(entry => long.Parse(entry[2]));
}
