using MeshRuntime.Abstractions.PubSub;
using MeshRuntime.ComponentTests.Kit;
using Microsoft.Extensions.Logging;
using static MeshRuntime.ComponentTests.PubSub.PubSubScene;

namespace MeshRuntime.ComponentTests.PubSub.Redis;

/// <summary>What lies in Redis is what Dapr's component writes and reads; redis-cli stands for its sidecars.</summary>
public sealed class RedisWireTests(RedisServer server) : IClassFixture<RedisServer>, IAsyncLifetime
{
    private readonly RedisBench _bench = new(server.Broker);
    private readonly string _topic = $"orders {Guid.NewGuid():N} ä";

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task PublishedMessage_IsAnEntryOfDataAndMetadata()
    {
        var pubsub = await _bench.StartAsync();
        foreach (var metadata in (Dictionary<string, string>?[])[null, [], new() { ["rawPayload"] = "true", ["ü"] = "\"x\"" }])
        {
            await pubsub.PublishAsync(new PubSubMessage(_topic, "{\"id\":1}"u8.ToArray()) { Metadata = metadata }, CancellationToken.None);
        }

        var lines = (await AskAsync("XRANGE", _topic, "-", "+")).Split('\n');
        Assert.Equal(
            ["data", "{\"id\":1}", "data", "{\"id\":1}", "metadata", "{}", "data", "{\"id\":1}", "metadata", """{"rawPayload":"true","\u00FC":"\u0022x\u0022"}"""],
            lines.Where(line => !char.IsAsciiDigit(line[0])));
    }

    [Fact]
    public async Task EntriesOfOthers_AreDelivered_HistoryIncluded()
    {
        await AskAsync("XADD", _topic, "*", "metadata", """{"foo":"bar"}""", "data", "from dapr");
        await AskAsync("XADD", _topic, "*", "something", "else");
        await AskAsync("XADD", _topic, "*", "data", "broken", "metadata", "[1");
        await AskAsync("XADD", _topic, "*", "data", "wrong", "metadata", """{"n":1}""");
        var pubsub = await _bench.StartAsync(("concurrency", "1"));
        var inbox = new Inbox();

        await SubscribeAsync(pubsub, _topic, inbox);

        await inbox.HoldsAsync(4);
        Assert.Equal(["from dapr", "", "broken", "wrong"], inbox.Texts);
        Assert.Equal("bar", inbox.Messages[0].Metadata!["foo"]);
        Assert.All(inbox.Messages.Skip(1), message => Assert.Null(message.Metadata));
        Assert.Equal(2, _bench.Logs.All.Count(line => line.Id == 5134));
    }

    [Fact]
    public async Task GroupAndConsumer_AreTheConsumerId_AndHandledMessagesAreAcknowledged()
    {
        var pubsub = await _bench.StartAsync(("consumerID", " billing "));
        var release = new TaskCompletionSource<DeliveryOutcome>();
        var inbox = new Inbox { Answer = (_, _) => new ValueTask<DeliveryOutcome>(release.Task) };
        await SubscribeAsync(pubsub, _topic, inbox);
        await PublishAsync(pubsub, _topic, "one");
        await inbox.HoldsAsync(1);

        Assert.Equal("billing", (await AskAsync("XPENDING", _topic, "billing", "-", "+", "9")).Split('\n')[1]);
        release.SetResult(DeliveryOutcome.Handled);
        await Eventually.TrueAsync(async () => (await AskAsync("XPENDING", _topic, "billing", "-", "+", "9")).Length == 0, "the acknowledgement");
        Assert.Equal("1", await AskAsync("XLEN", _topic));
    }

    [Theory]
    [InlineData("false", 1)]
    [InlineData("true", 0)]
    public async Task FailedMessage_StaysPendingUnlessAckOnErrorIsSet(string ackOnError, int pending)
    {
        var pubsub = await _bench.StartAsync(("ackOnError", ackOnError), ("concurrency", "1"));
        var inbox = new Inbox { Answer = (text, _) => ValueTask.FromResult(text == "bad" ? DeliveryOutcome.Failed : DeliveryOutcome.Handled) };
        var subscription = await SubscribeAsync(pubsub, _topic, inbox);

        await PublishAsync(pubsub, _topic, "bad", "good");
        await inbox.HoldsAsync(2);
        await subscription.StopAsync(CancellationToken.None);

        Assert.Equal($"{pending}", (await AskAsync("XPENDING", _topic, "app")).Split('\n')[0]);
    }

    [Fact]
    public async Task OneWorker_KeepsTheOrder()
    {
        var pubsub = await _bench.StartAsync(("concurrency", "1"), ("queueDepth", "7"));
        var inbox = new Inbox();
        await SubscribeAsync(pubsub, _topic, inbox);

        await PublishAsync(pubsub, _topic, Numbered(200));

        await inbox.HoldsAsync(200);
        Assert.Equal(Numbered(200), inbox.Texts);
    }

    [Fact]
    public async Task MaxLenApprox_CutsTheStreamOff()
    {
        var pubsub = await _bench.StartAsync(("maxLenApprox", "100"), ("streamTTL", "1h"));

        await Task.WhenAll(Numbered(1000).Select(text => PublishAsync(pubsub, _topic, text)));

        // Redis cuts off whole nodes, of 100 entries each.
        Assert.InRange(int.Parse(await AskAsync("XLEN", _topic)), 100, 200);
    }

    [Fact]
    public async Task StreamTtl_CutsOldMessagesOff()
    {
        await AskAsync("EVAL", "for i = 1, 300 do redis.call('XADD', KEYS[1], '1000-' .. i, 'data', 'old') end", "1", _topic);
        var pubsub = await _bench.StartAsync(("streamTTL", "60000"));

        await PublishAsync(pubsub, _topic, Numbered(2));

        Assert.InRange(int.Parse(await AskAsync("XLEN", _topic)), 2, 102);
    }

    [Fact]
    public async Task KeyOfAnotherType_IsAnInvalidTopic()
    {
        await AskAsync("SET", _topic, "text");
        var pubsub = await _bench.StartAsync();

        var publish = await Assert.ThrowsAsync<Abstractions.Components.ComponentException>(() => PublishAsync(pubsub, _topic, "x"));
        var subscribe = await Assert.ThrowsAsync<Abstractions.Components.ComponentException>(async () => await SubscribeAsync(pubsub, _topic, new Inbox()));

        Assert.Equal((Abstractions.Components.ComponentFault.Invalid, Abstractions.Components.ComponentFault.Invalid), (publish.Fault, subscribe.Fault));
        Assert.Contains(_topic, publish.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task QuietTopic_LogsNothing()
    {
        var pubsub = await _bench.StartAsync();
        var subscription = await SubscribeAsync(pubsub, _topic, new Inbox());
        await subscription.StopAsync(CancellationToken.None);

        Assert.Empty(_bench.Logs.AtLeast(LogLevel.Information));
    }

    private Task<string> AskAsync(params string[] command) => server.Broker.AskAsync(command);
}
