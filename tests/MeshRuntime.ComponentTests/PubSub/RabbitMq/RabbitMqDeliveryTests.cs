using MeshRuntime.Abstractions.PubSub;
using MeshRuntime.ComponentTests.Kit;
using RabbitMQ.Client;

namespace MeshRuntime.ComponentTests.PubSub.RabbitMq;

/// <summary>What becomes of messages: on the wire, at their handlers, and after they failed.</summary>
[Collection(RabbitServer.Name)]
public sealed class RabbitMqDeliveryTests(RabbitServer server) : IAsyncDisposable
{
    private readonly RabbitBench _bench = new(server.Broker.ConnectionString);

    private string Queue => $"app-{_bench.Topic}";

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task PublishedMessage_CarriesWhatDaprGivesIt()
    {
        var pubsub = await _bench.StartAsync(("deliveryMode", "2"), ("exchangeKind", "direct"));
        await _bench.PublishAsync(pubsub, "nobody yet");
        await using var other = await _bench.ListenAsync("seen", routingKey: "eu");

        await _bench.PublishAsync(
            pubsub,
            "text",
            ("routingKey", "eu"), ("priority", "7"), ("ttlInSeconds", "5"), ("messageId", "m1"), ("correlationID", "c1"), ("type", "new"), ("contentType", "a/b"));

        var got = await other.BasicGetAsync("seen", autoAck: true);
        Assert.NotNull(got);
        Assert.Equal("text"u8.ToArray(), got.Body.ToArray());
        Assert.Equal((_bench.Topic, "eu"), (got.Exchange, got.RoutingKey));
        var properties = got.BasicProperties;
        Assert.Equal(("a/b", DeliveryModes.Persistent, "5000", (byte)7), (properties.ContentType, properties.DeliveryMode, properties.Expiration, properties.Priority));
        Assert.Equal(("m1", "c1", "new"), (properties.MessageId, properties.CorrelationId, properties.Type));
        Assert.Empty(properties.Headers ?? new Dictionary<string, object?>());
    }

    [Fact]
    public async Task FailedMessage_IsDroppedByDefault_AndTheNextOnesCome()
    {
        var pubsub = await _bench.StartAsync();
        var inbox = new Inbox { Answer = (text, _) => ValueTask.FromResult(text == "bad" ? DeliveryOutcome.Failed : DeliveryOutcome.Handled) };
        await _bench.SubscribeAsync(pubsub, inbox);

        await _bench.PublishAsync(pubsub, "bad");
        await _bench.PublishAsync(pubsub, "good");

        await inbox.HoldsAsync(["bad", "good"]);
        await Eventually.TrueAsync(async () => (await StatusAsync(pubsub)).Backlog == 0, "an empty queue");
        Assert.Equal(["bad", "good"], inbox.Texts);
    }

    [Fact]
    public async Task FailedMessage_GoesToTheDeadLetterQueue_AndBackWhenAPersonSaysSo()
    {
        var pubsub = await _bench.StartAsync(("enableDeadLetter", "true"));
        var inbox = new Inbox { Answer = (_, before) => ValueTask.FromResult(before == 0 ? DeliveryOutcome.Failed : DeliveryOutcome.Handled) };
        await _bench.SubscribeAsync(pubsub, inbox);
        await _bench.PublishAsync(pubsub, "one", ("messageID", "m1"));
        await _bench.PublishAsync(pubsub, "two");

        await Eventually.TrueAsync(async () => (await StatusAsync(pubsub)).DeadLetters == 2, "two dead letters");
        var queues = (IQueueInspector)pubsub;
        for (var look = 0; look < 2; look++)
        {
            var dead = await queues.PeekAsync(_bench.Topic, "app", deadLetters: true, 10, CancellationToken.None);
            Assert.Equal(["one", "two"], dead.Select(message => System.Text.Encoding.UTF8.GetString(message.Data.Span)));
            Assert.Equal(("m1", "rejected"), (dead[0].Id, dead[0].Reason));
        }

        Assert.Equal(2, await queues.RedriveAsync(_bench.Topic, "app", CancellationToken.None));
        await inbox.HoldsAsync(4);
        await Eventually.TrueAsync(async () => await StatusAsync(pubsub) is { DeadLetters: 0, Backlog: 0 }, "nothing left");
    }

    [Fact]
    public async Task QueueWithoutDeadLetters_HasNoneToShowOrToPutBack()
    {
        var pubsub = await _bench.StartAsync();
        await _bench.SubscribeAsync(pubsub, new Inbox());
        var queues = (IQueueInspector)pubsub;

        Assert.Null((await StatusAsync(pubsub)).DeadLetters);
        Assert.Empty(await queues.PeekAsync(_bench.Topic, "app", deadLetters: true, 10, CancellationToken.None));
        var refused = await Assert.ThrowsAsync<Abstractions.Components.ComponentException>(
            async () => await queues.RedriveAsync(_bench.Topic, "app", CancellationToken.None));
        Assert.Equal(Abstractions.Components.ComponentFault.Invalid, refused.Fault);
    }

    [Fact]
    public async Task MessageWhoseTimeIsOver_IsNotDelivered()
    {
        var pubsub = await _bench.StartAsync(("deletedWhenUnused", "false"), ("ttlInSeconds", "50ms"));
        await (await _bench.SubscribeAsync(pubsub, new Inbox())).StopAsync(CancellationToken.None);
        await _bench.PublishAsync(pubsub, "old");
        await _bench.PublishAsync(pubsub, "kept", ("ttlInSeconds", "60"));
        await Eventually.TrueAsync(async () => await _bench.CountAsync(Queue) == 1, "the first is gone");

        var inbox = new Inbox();
        await _bench.SubscribeAsync(pubsub, inbox);

        await inbox.HoldsAsync(["kept"]);
        Assert.Equal(["kept"], inbox.Texts);
        Assert.Contains(PubSubCapability.MessageTtl, pubsub.Capabilities);
    }

    [Fact]
    public async Task Priorities_AreDeliveredHighestFirst()
    {
        var pubsub = await _bench.StartAsync(("deletedWhenUnused", "false"));
        await (await _bench.SubscribeAsync(pubsub, new Inbox(), ("maxPriority", "5"))).StopAsync(CancellationToken.None);
        foreach (var priority in (string[])["1", "5", "3"])
        {
            await _bench.PublishAsync(pubsub, priority, ("priority", priority));
        }

        var inbox = new Inbox();
        await _bench.SubscribeAsync(pubsub, inbox, ("maxPriority", "5"));

        await inbox.HoldsAsync(3);
        Assert.Equal(["5", "3", "1"], inbox.Texts);
    }

    [Fact]
    public async Task Single_HandsOverOneAfterTheOther_AndParallelDoesNot()
    {
        var single = await MostAtOnceAsync(("concurrencyMode", "single"));
        var limited = await MostAtOnceAsync(("prefetchCount", "3"));

        Assert.Equal((1, 3), (single, limited));
    }

    [Fact]
    public async Task AutoAck_ForgetsWhatFailed()
    {
        var pubsub = await _bench.StartAsync(("autoAck", "true"), ("requeueInFailure", "true"));
        var inbox = new Inbox { Answer = (_, _) => ValueTask.FromResult(DeliveryOutcome.Failed) };
        var subscription = await _bench.SubscribeAsync(pubsub, inbox);
        await _bench.PublishAsync(pubsub, "once");
        await _bench.PublishAsync(pubsub, "last");

        await inbox.HoldsAsync(["last"]);
        await subscription.StopAsync(CancellationToken.None);
        Assert.Equal(["once", "last"], inbox.Texts);
    }

    [Theory]
    [InlineData("false", false)]
    [InlineData("true", true)]
    public async Task ReceivedProperties_AreMetadataWhenAskedFor(string asked, bool expected)
    {
        var pubsub = await _bench.StartAsync(("publishMessagePropertiesToMetadata", asked));
        var inbox = new Inbox();
        await _bench.SubscribeAsync(pubsub, inbox);
        await using var other = await _bench.OtherAsync();
        var properties = new BasicProperties { MessageId = "m1", CorrelationId = "c1", Type = "new", ContentType = "a/b", Headers = new Dictionary<string, object?> { ["color"] = "red", ["size"] = 7 } };
        await other.BasicPublishAsync(_bench.Topic, "", mandatory: false, properties, "text"u8.ToArray());

        await inbox.HoldsAsync(["text"]);
        var metadata = inbox.Messages[0].Metadata;
        if (!expected)
        {
            Assert.Null(metadata);
            return;
        }

        Assert.NotNull(metadata);
        Assert.Equal(
            "metadata.color=red metadata.contenttype=a/b metadata.correlationid=c1 metadata.messageid=m1 metadata.size=7 metadata.type=new",
            string.Join(' ', metadata.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => $"{entry.Key}={entry.Value}")));
    }

    [Fact]
    public async Task StopWhileHandlersRun_GivesBackWhatNoneHasSeen()
    {
        var release = new TaskCompletionSource();
        var busy = new Inbox
        {
            Answer = async (_, _) =>
            {
                await release.Task;
                return DeliveryOutcome.Handled;
            },
        };
        var pubsub = await _bench.StartAsync(("deletedWhenUnused", "false"), ("concurrencyMode", "single"));
        var subscription = await _bench.SubscribeAsync(pubsub, busy);
        foreach (var text in PubSubScene.Numbered(20))
        {
            await _bench.PublishAsync(pubsub, text);
        }

        await busy.HoldsAsync(["0"]);
        var stopping = subscription.StopAsync(CancellationToken.None).AsTask();
        var next = new Inbox();
        await _bench.SubscribeAsync(pubsub, next);

        await next.HoldsAsync(PubSubScene.Numbered(19, 1));
        Assert.False(stopping.IsCompleted);
        release.SetResult();
        await stopping;
        Assert.Equal(PubSubScene.Numbered(19, 1), next.Texts);
        await Eventually.TrueAsync(async () => (await StatusAsync(pubsub)).Backlog == 0, "all settled");
    }

    private static async Task<QueueStatus> StatusAsync(IPubSub pubsub) => Assert.Single(await ((IQueueInspector)pubsub).ListAsync(CancellationToken.None));

    private async Task<int> MostAtOnceAsync(params (string Name, string Value)[] metadata)
    {
        await using var bench = new RabbitBench(server.Broker.ConnectionString);
        var pubsub = await bench.StartAsync(metadata);
        var (now, most) = (0, 0);
        var inbox = new Inbox
        {
            Answer = async (_, _) =>
            {
                most = Math.Max(most, Interlocked.Increment(ref now));
                await Task.Delay(10);
                Interlocked.Decrement(ref now);
                return DeliveryOutcome.Handled;
            },
        };
        await bench.SubscribeAsync(pubsub, inbox);
        await Task.WhenAll(PubSubScene.Numbered(20).Select(text => bench.PublishAsync(pubsub, text)));
        await inbox.HoldsAsync(20);
        return most;
    }
}
