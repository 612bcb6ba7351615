using MeshRuntime.Abstractions.Components;
using MeshRuntime.ComponentTests.Kit;
using MeshRuntime.TestBrokers;
using Microsoft.Extensions.Logging;
using static MeshRuntime.ComponentTests.PubSub.PubSubScene;

namespace MeshRuntime.ComponentTests.PubSub.Redis;

/// <summary>A server that dies, comes back, forgets or is full. Each test has its own.</summary>
public sealed class RedisOutageTests : IAsyncLifetime
{
    private readonly RedisBroker _broker = new();
    private readonly RedisBench _bench;

    public RedisOutageTests() => _bench = new RedisBench(_broker);

    public async ValueTask InitializeAsync() => await _broker.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _bench.DisposeAsync();
        await _broker.DisposeAsync();
    }

    [Fact]
    public async Task KilledAndStartedThreeTimes_NothingAcknowledgedIsLost()
    {
        var pubsub = await _bench.StartQuickAsync();
        var inbox = new Inbox();
        await SubscribeAsync(pubsub, "orders", inbox);
        var publishing = Task.Run(async () =>
        {
            foreach (var text in Numbered(300))
            {
                // At a pace that lets each kill below fall into the stream.
                await RedisBench.PublishSurelyAsync(pubsub, "orders", text);
                await Task.Delay(2);
            }
        });

        for (var i = 1; i <= 3; i++)
        {
            await inbox.HoldsAsync(i * 50);
            Assert.False(publishing.IsCompleted);
            await _broker.KillAsync();
            await _broker.StartAsync();
        }

        await publishing;
        await inbox.HoldsAsync(Numbered(300));

        // One line when it is lost and one when it is back, each time.
        Assert.InRange(_bench.Logs.AtLeast(LogLevel.Information).Count(), 2, 6);
    }

    [Fact]
    public async Task ServerDownWhileSubscribing_IsUnavailable_AndTheNextTrySucceeds()
    {
        var pubsub = await _bench.StartAsync();
        await _broker.KillAsync();

        var refused = await Assert.ThrowsAsync<ComponentException>(async () => await SubscribeAsync(pubsub, "orders", new Inbox()));
        Assert.Equal(ComponentFault.Unavailable, refused.Fault);
        Assert.Equal(ComponentFault.Unavailable, (await Assert.ThrowsAsync<ComponentException>(() => PublishAsync(pubsub, "orders", "x"))).Fault);

        await _broker.StartAsync();
        var inbox = new Inbox();
        await Eventually.TrueAsync(
            async () =>
            {
                try
                {
                    await SubscribeAsync(pubsub, "orders", inbox);
                    return true;
                }
                catch (ComponentException)
                {
                    return false;
                }
            },
            "the subscription");
        await PublishAsync(pubsub, "orders", "one");
        await inbox.HoldsAsync(["one"]);
    }

    [Fact]
    public async Task FlushedServer_GetsItsGroupBack_AndWhatWasPublishedMeanwhileIsDelivered()
    {
        var pubsub = await _bench.StartQuickAsync();
        var inbox = new Inbox();
        await SubscribeAsync(pubsub, "orders", inbox);
        await PublishAsync(pubsub, "orders", "before");
        await inbox.HoldsAsync(["before"]);

        for (var i = 0; i < 3; i++)
        {
            await _broker.AskAsync("FLUSHALL");
            await PublishAsync(pubsub, "orders", $"after-{i}");
            await inbox.HoldsAsync([$"after-{i}"]);
        }

        Assert.Equal([5130], _bench.Logs.All.Where(line => line.Level >= LogLevel.Warning).Select(line => line.Id));
    }

    [Fact]
    public async Task FullServer_RefusesThePublisher_AndLosesNothing()
    {
        var pubsub = await _bench.StartQuickAsync();
        var inbox = new Inbox();
        await SubscribeAsync(pubsub, "orders", inbox);
        await PublishAsync(pubsub, "orders", "fits");
        await _broker.AskAsync("CONFIG", "SET", "maxmemory", "1");

        var refused = await Assert.ThrowsAsync<ComponentException>(() => PublishAsync(pubsub, "orders", "does not fit"));
        Assert.Equal(ComponentFault.Throttled, refused.Fault);
        Assert.Contains("maxmemory", refused.Message, StringComparison.Ordinal);

        await _broker.AskAsync("CONFIG", "SET", "maxmemory", "0");
        await PublishAsync(pubsub, "orders", "fits again");
        await inbox.HoldsAsync(["fits", "fits again"]);
        Assert.DoesNotContain("does not fit", inbox.Texts);
    }

    [Fact]
    public async Task ServerThatBecameAReplica_IsUnavailable_UntilItIsPrimaryAgain()
    {
        var pubsub = await _bench.StartQuickAsync();
        var inbox = new Inbox();
        await SubscribeAsync(pubsub, "orders", inbox);
        await _broker.AskAsync("REPLICAOF", "127.0.0.1", "1");

        Assert.Equal(ComponentFault.Unavailable, (await Assert.ThrowsAsync<ComponentException>(() => PublishAsync(pubsub, "orders", "x"))).Fault);

        await _broker.AskAsync("REPLICAOF", "NO", "ONE");
        await RedisBench.PublishSurelyAsync(pubsub, "orders", "one");
        await inbox.HoldsAsync(["one"]);
    }

    [Fact]
    public async Task NobodyListening_FailsTheStart()
    {
        await _broker.KillAsync();

        var failure = await Assert.ThrowsAsync<ComponentException>(() => _bench.StartAsync());

        Assert.Equal(ComponentFault.Unavailable, failure.Fault);
        Assert.Contains($"127.0.0.1:{_broker.Port}", failure.Message, StringComparison.Ordinal);
    }
}
