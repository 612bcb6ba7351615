using MeshRuntime.Abstractions.Components;
using MeshRuntime.ComponentTests.Kit;

namespace MeshRuntime.ComponentTests.PubSub.RabbitMq;

/// <summary>Exchanges and queues as another client meets them: by these names and settings Dapr's sidecars share them.</summary>
[Collection(RabbitServer.Name)]
public sealed class RabbitMqTopologyTests(RabbitServer server) : IAsyncDisposable
{
    private readonly RabbitBench _bench = new(server.Broker.ConnectionString);

    private string Topic => _bench.Topic;

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task Defaults_AreDaprs()
    {
        await _bench.SubscribeAsync(await _bench.StartAsync(), new Inbox());

        await _bench.AssertExchangeAsync(Topic, "fanout", durable: true, autoDelete: true);
        await _bench.AssertQueueAsync($"app-{Topic}", durable: true, autoDelete: true, ("x-queue-type", "classic"));
    }

    [Fact]
    public async Task EachSetting_IsInTheDeclarations()
    {
        var pubsub = await _bench.StartAsync(
            ("consumerID", "billing"), ("durable", "false"), ("deletedWhenUnused", "false"), ("exchangeKind", "topic"), ("maxLen", "50"), ("enableDeadLetter", "true"));
        await _bench.SubscribeAsync(pubsub, new Inbox(), ("maxPriority", "9"), ("singleActiveConsumer", "true"), ("maxLenBytes", "5000000"));

        await _bench.AssertExchangeAsync(Topic, "topic", durable: false, autoDelete: false);
        await _bench.AssertQueueAsync(
            $"billing-{Topic}",
            durable: false,
            autoDelete: false,
            ("x-queue-type", "classic"),
            ("x-max-length", 50L),
            ("x-max-length-bytes", 5_000_000L),
            ("x-max-priority", (byte)9),
            ("x-single-active-consumer", true),
            ("x-dead-letter-exchange", $"dlx-billing-{Topic}"));
        await _bench.AssertExchangeAsync($"dlx-billing-{Topic}", "fanout", durable: true, autoDelete: false);
        await _bench.AssertQueueAsync($"dlq-billing-{Topic}", durable: true, autoDelete: false, ("x-queue-mode", "lazy"), ("x-max-length", 50L));
    }

    [Fact]
    public async Task QuorumQueue_IsDeclaredAndDelivers()
    {
        var pubsub = await _bench.StartAsync(("deletedWhenUnused", "false"));
        var inbox = new Inbox();
        await _bench.SubscribeAsync(pubsub, inbox, ("queueType", "quorum"), ("queueName", $"q-{Topic}"));
        await _bench.PublishAsync(pubsub, "one");

        await inbox.HoldsAsync(["one"]);
        await _bench.AssertQueueAsync($"q-{Topic}", durable: true, autoDelete: false, ("x-queue-type", "quorum"));
    }

    [Fact]
    public async Task RoutingKeys_ChooseTheMessages()
    {
        var pubsub = await _bench.StartAsync(("exchangeKind", "topic"));
        var inbox = new Inbox();
        await _bench.SubscribeAsync(pubsub, inbox, ("routingKey", "eu.*,us.new"));

        await _bench.PublishAsync(pubsub, "eu.new", ("routingKey", "eu.new"));
        await _bench.PublishAsync(pubsub, "us.old", ("routingKey", "us.old"));
        await _bench.PublishAsync(pubsub, "without");
        await _bench.PublishAsync(pubsub, "us.new", ("routingKey", "us.new"));

        await inbox.HoldsAsync(["eu.new", "us.new"]);
        Assert.Equal(["eu.new", "us.new"], inbox.Texts);
    }

    [Fact]
    public async Task ExchangeOfOtherSettings_IsInvalid_AndOtherTopicsGoOn()
    {
        var pubsub = await _bench.StartAsync();
        await using var other = await _bench.OtherAsync();
        await other.ExchangeDeclareAsync(Topic, "direct", durable: false, autoDelete: false);

        for (var i = 0; i < 3; i++)
        {
            var good = PubSubScene.PublishAsync(pubsub, $"{Topic}-good", "x");
            var refused = await Assert.ThrowsAsync<ComponentException>(() => _bench.PublishAsync(pubsub, "x"));
            Assert.Equal(ComponentFault.Invalid, refused.Fault);
            Assert.Contains("same metadata", refused.Message, StringComparison.Ordinal);
            await good;
        }

        Assert.Equal(ComponentFault.Invalid, (await Assert.ThrowsAsync<ComponentException>(() => _bench.SubscribeAsync(pubsub, new Inbox()))).Fault);
    }

    [Theory]
    [InlineData("queueType", "stream")]
    [InlineData("maxPriority", "256")]
    [InlineData("maxLen", "many")]
    public async Task WrongSubscriptionMetadata_IsInvalidAndSaysWhich(string name, string value)
    {
        var pubsub = await _bench.StartAsync();

        var refused = await Assert.ThrowsAsync<ComponentException>(() => _bench.SubscribeAsync(pubsub, new Inbox(), (name, value)));

        Assert.Equal(ComponentFault.Invalid, refused.Fault);
        Assert.Contains($"{name} \"{value}\"", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TopicLongerThanANameOfAmqp_IsInvalid()
    {
        var pubsub = await _bench.StartAsync();

        await PubSubScene.PublishAsync(pubsub, new string('t', 255), "x");
        Assert.Equal(
            ComponentFault.Invalid,
            (await Assert.ThrowsAsync<ComponentException>(() => PubSubScene.PublishAsync(pubsub, new string('t', 256), "x"))).Fault);
        Assert.Equal(ComponentFault.Invalid, (await Assert.ThrowsAsync<ComponentException>(() => PubSubScene.PublishAsync(pubsub, "", "x"))).Fault);
    }

    [Fact]
    public async Task ExchangeThatWentWithItsLastQueue_IsMadeAgain()
    {
        var pubsub = await _bench.StartAsync();
        for (var i = 0; i < 3; i++)
        {
            var inbox = new Inbox();
            var subscription = await _bench.SubscribeAsync(pubsub, inbox);
            await _bench.PublishAsync(pubsub, $"{i}");
            await inbox.HoldsAsync([$"{i}"]);
            await subscription.StopAsync(CancellationToken.None);

            // Nobody is there: accepted, and gone.
            await _bench.PublishAsync(pubsub, "nobody");
        }
    }

    [Fact]
    public async Task QueueThatSomebodyDeleted_IsMadeAgain()
    {
        var pubsub = await _bench.StartAsync();
        var inbox = new Inbox();
        await _bench.SubscribeAsync(pubsub, inbox);
        await using var other = await _bench.OtherAsync();
        await other.QueueDeleteAsync($"app-{Topic}", ifUnused: false, ifEmpty: false);

        await Eventually.TrueAsync(async () => await _bench.CountAsync($"app-{Topic}") is not null, "the queue");
        await Eventually.TrueAsync(
            async () =>
            {
                await _bench.PublishAsync(pubsub, "one");
                return inbox.Texts.Contains("one");
            },
            "a message");
    }
}
