using System.Diagnostics;
using System.Text;
using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.PubSub;
using MeshRuntime.ComponentTests.Kit;
using static MeshRuntime.ComponentTests.PubSub.PubSubScene;

namespace MeshRuntime.ComponentTests.PubSub.JetStream;

public sealed class JetStreamPubSubTests(NatsFixture nats) : IClassFixture<NatsFixture>, IAsyncDisposable
{
    private readonly JetStreamBench _bench = new(nats.Url);

    private string Topic => _bench.Topic;

    [Fact]
    public async Task MissingStream_IsNamedWithItsCure()
    {
        var pubsub = await _bench.StartAsync();

        var published = await Assert.ThrowsAsync<ComponentException>(() => PublishAsync(pubsub, "orders.none", "x"));
        var subscribed = await Assert.ThrowsAsync<ComponentException>(async () => await SubscribeAsync(pubsub, "orders.none", new Inbox()));

        const string Cure = "no JetStream stream takes the subject orders.none. Make one: nats stream add orders_none-";
        Assert.Equal((ComponentFault.NotFound, ComponentFault.NotFound), (published.Fault, subscribed.Fault));
        Assert.StartsWith(Cure, published.Message, StringComparison.Ordinal);
        Assert.EndsWith("--subjects 'orders.none' --defaults, or set createStream: \"true\" in the component.", published.Message, StringComparison.Ordinal);
        Assert.Equal(published.Message, subscribed.Message);
    }

    [Fact]
    public async Task CreatedStream_IsOnDiskAndTakesOneTopic()
    {
        var pubsub = await _bench.StartWithStreamAsync();

        await PublishAsync(pubsub, Topic, "one", "two");

        var info = await _bench.AskAsync($"STREAM.INFO.{Topic}");
        Assert.Equal("file", info.GetProperty("config").GetProperty("storage").GetString());
        Assert.Equal([Topic], info.GetProperty("config").GetProperty("subjects").EnumerateArray().Select(subject => subject.GetString()));
        Assert.Equal(2, info.GetProperty("state").GetProperty("messages").GetInt32());
    }

    [Fact]
    public async Task SameEventTwice_IsStoredOnce()
    {
        var pubsub = await _bench.StartWithStreamAsync();

        await PublishAsync(pubsub, Topic, """{"id":"1","data":"first"}""", """{"id":"1","data":"again"}""", """{"id":"2"}""", "raw", "raw");

        Assert.Equal(4, (await _bench.AskAsync($"STREAM.INFO.{Topic}")).GetProperty("state").GetProperty("messages").GetInt32());
    }

    [Fact]
    public async Task IdWithLineBreak_NeverReachesTheWire()
    {
        var pubsub = await _bench.StartWithStreamAsync();

        var refused = await Assert.ThrowsAsync<ComponentException>(() => PublishAsync(pubsub, Topic, """{"id":"1\r\nEvil: 1"}"""));

        Assert.Equal(ComponentFault.Invalid, refused.Fault);
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("a..b")]
    [InlineData("a.*")]
    [InlineData("")]
    public async Task TopicThatIsNoSubject_IsRefused(string topic)
    {
        var pubsub = await _bench.StartWithStreamAsync();

        Assert.Equal(ComponentFault.Invalid, (await Assert.ThrowsAsync<ComponentException>(() => PublishAsync(pubsub, topic, "x"))).Fault);
    }

    [Fact]
    public async Task Wildcards_TellTheSubjectInMetadata()
    {
        var pubsub = await _bench.StartWithStreamAsync();
        var inbox = new Inbox();
        await SubscribeAsync(pubsub, $"{Topic}.*", inbox);

        await PublishAsync(pubsub, $"{Topic}.new", "x");

        await inbox.HoldsAsync(1);
        Assert.Equal($"{Topic}.*", inbox.Messages[0].Topic);
        Assert.Equal($"{Topic}.new", inbox.Messages[0].Metadata?["Topic"]);
    }

    [Theory]
    [InlineData("all", new[] { "0", "1", "2", "3" })]
    [InlineData("last", new[] { "2", "3" })]
    [InlineData("new", new[] { "3" })]
    [InlineData("sequence", new[] { "1", "2", "3" })]
    public async Task DeliverPolicy_SaysWhereANewConsumerBegins(string policy, string[] expected)
    {
        var pubsub = await _bench.StartWithStreamAsync(("deliverPolicy", policy), ("startSequence", "2"));
        await PublishAsync(pubsub, Topic, Numbered(3));
        var inbox = new Inbox();
        await SubscribeAsync(pubsub, Topic, inbox);

        await PublishAsync(pubsub, Topic, "3");

        await inbox.HoldsAsync(["3"]);
        Assert.Equal(expected, inbox.Texts);
    }

    [Fact]
    public async Task FailedMessage_ComesAgainAfterAckWait()
    {
        var pubsub = await _bench.StartWithStreamAsync(("ackWait", "700ms"), ("concurrencyMode", "parallel"));
        var times = new List<long>();
        var inbox = new Inbox
        {
            Answer = (_, before) =>
            {
                times.Add(Stopwatch.GetTimestamp());
                return ValueTask.FromResult(before == 0 ? DeliveryOutcome.Failed : DeliveryOutcome.Handled);
            },
        };
        await SubscribeAsync(pubsub, Topic, inbox);

        await PublishAsync(pubsub, Topic, "x");

        await inbox.HoldsAsync(2);
        Assert.InRange(Stopwatch.GetElapsedTime(times[0], times[1]), TimeSpan.FromMilliseconds(600), TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task HandlerBeyondAckWait_IsToldAndTheMessageComesAgain()
    {
        var pubsub = await _bench.StartWithStreamAsync(("ackWait", "400ms"));
        var deliveries = 0;
        var told = new TaskCompletionSource();
        await pubsub.SubscribeAsync(
            new TopicSubscription(Topic, new Dictionary<string, string>()),
            async (_, cancellation) =>
            {
                if (Interlocked.Increment(ref deliveries) == 1)
                {
                    await Task.Delay(Timeout.Infinite, cancellation).ContinueWith(_ => told.SetResult(), CancellationToken.None);
                    return DeliveryOutcome.Abandoned;
                }

                return DeliveryOutcome.Handled;
            },
            CancellationToken.None);

        await PublishAsync(pubsub, Topic, "x");

        await told.Task.WaitAsync(TimeSpan.FromSeconds(10));
        await Eventually.TrueAsync(() => Task.FromResult(Volatile.Read(ref deliveries) == 2), "a second delivery");
    }

    [Fact]
    public async Task MessagesThatWaitForASlowHandler_AreNotDeliveredTwice()
    {
        var pubsub = await _bench.StartWithStreamAsync(("ackWait", "600ms"));
        var inbox = new Inbox
        {
            Answer = async (_, _) =>
            {
                await Task.Delay(200);
                return DeliveryOutcome.Handled;
            },
        };
        await SubscribeAsync(pubsub, Topic, inbox);

        await PublishAsync(pubsub, Topic, Numbered(10));

        await inbox.HoldsAsync(["9"]);
        Assert.Equal(Numbered(10), inbox.Texts);
    }

    [Fact]
    public async Task MaxDeliver_EndsRedelivery()
    {
        var pubsub = await _bench.StartWithStreamAsync(("maxDeliver", "3"));
        var inbox = new Inbox { Answer = (text, _) => ValueTask.FromResult(text == "bad" ? DeliveryOutcome.Failed : DeliveryOutcome.Handled) };
        await SubscribeAsync(pubsub, Topic, inbox);

        await PublishAsync(pubsub, Topic, "bad");
        await inbox.HoldsAsync(3);
        await PublishAsync(pubsub, Topic, "good");

        await inbox.HoldsAsync(["good"]);
        Assert.Equal(["bad", "bad", "bad", "good"], inbox.Texts);
        Assert.Contains(_bench.Bench.Logs.All, line => line.Id == 5155);
    }

    [Fact]
    public async Task Stop_GivesBackWhatNoHandlerHasSeen()
    {
        (string, string)[] shared = [("durableName", "d"), ("queueGroupName", "g")];
        var (one, two) = (await _bench.StartWithStreamAsync(shared), await _bench.StartWithStreamAsync(shared));
        var release = new TaskCompletionSource<DeliveryOutcome>();
        var first = new Inbox { Answer = (_, _) => new ValueTask<DeliveryOutcome>(release.Task) };
        var subscription = await SubscribeAsync(one, Topic, first);
        await PublishAsync(one, Topic, Numbered(10));
        await first.HoldsAsync(["0"]);
        var second = new Inbox();
        await SubscribeAsync(two, Topic, second);

        var since = Stopwatch.GetTimestamp();
        var stopping = subscription.StopAsync(CancellationToken.None);
        release.SetResult(DeliveryOutcome.Handled);
        await stopping;

        await second.HoldsAsync(Numbered(9, 1));
        Assert.InRange(Stopwatch.GetElapsedTime(since), TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Assert.Equal(["0"], first.Texts);
        Assert.Equal(Numbered(9, 1), second.Texts.Order());
    }

    [Fact]
    public async Task FlowControl_IsAnsweredSoThatALongQueueFlows()
    {
        var pubsub = await _bench.StartWithStreamAsync(("flowControl", "true"), ("heartbeat", "500ms"), ("ackPolicy", "none"));
        await Task.WhenAll(Enumerable.Range(0, 3_000).Select(i => PublishAsync(pubsub, Topic, $"{i}{new string('x', 4_000)}")));
        var count = 0;
        await pubsub.SubscribeAsync(
            new TopicSubscription(Topic, new Dictionary<string, string>()),
            (_, _) =>
            {
                Interlocked.Increment(ref count);
                return ValueTask.FromResult(DeliveryOutcome.Handled);
            },
            CancellationToken.None);

        await Eventually.TrueAsync(() => Task.FromResult(Volatile.Read(ref count) >= 3_000), "3000 messages");

        Assert.Equal(3_000, count);
        Assert.True((await _bench.ConsumerAsync()).GetProperty("config").GetProperty("flow_control").GetBoolean());
    }

    [Fact]
    public async Task DeletedConsumer_IsMadeAgainWhereItStood()
    {
        var pubsub = await _bench.StartWithStreamAsync(("heartbeat", "200ms"));
        var inbox = new Inbox();
        await SubscribeAsync(pubsub, Topic, inbox);
        await PublishAsync(pubsub, Topic, Numbered(3));
        await inbox.HoldsAsync(3);

        var name = (await _bench.ConsumerAsync()).GetProperty("name").GetString();
        Assert.True((await _bench.AskAsync($"CONSUMER.DELETE.{Topic}.{name}")).GetProperty("success").GetBoolean());
        await PublishAsync(pubsub, Topic, Numbered(3, 3));

        await inbox.HoldsAsync(6);
        Assert.Equal(Numbered(6), inbox.Texts);
        Assert.Contains(_bench.Bench.Logs.All, line => line.Id == 5151);
    }

    [Fact]
    public async Task DurableOfAnotherTopicOrGroup_IsNotTaken()
    {
        var pubsub = await _bench.StartWithStreamAsync(("durableName", "d"));
        await SubscribeAsync(pubsub, $"{Topic}.>", new Inbox());
        var other = await _bench.StartWithStreamAsync(("durableName", "d"));
        var grouped = await _bench.StartWithStreamAsync(("durableName", "d"), ("queueGroupName", "g"));

        var taken = await Assert.ThrowsAsync<ComponentException>(async () => await SubscribeAsync(other, $"{Topic}.>", new Inbox()));
        var topic = await Assert.ThrowsAsync<ComponentException>(async () => await SubscribeAsync(other, $"{Topic}.one", new Inbox()));
        var group = await Assert.ThrowsAsync<ComponentException>(async () => await SubscribeAsync(grouped, $"{Topic}.>", new Inbox()));

        Assert.Equal((ComponentFault.Conflict, ComponentFault.Invalid, ComponentFault.Invalid), (taken.Fault, topic.Fault, group.Fault));
        Assert.Contains("Set queueGroupName", taken.Message, StringComparison.Ordinal);
        Assert.Contains($"serves {Topic}.>; one durable serves one topic", topic.Message, StringComparison.Ordinal);
        Assert.Contains("nats consumer rm", group.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Queues_TellWhatWaits()
    {
        var pubsub = await _bench.StartWithStreamAsync(("durableName", "d"), ("maxAckPending", "2"));
        var release = new TaskCompletionSource<DeliveryOutcome>();
        var inbox = new Inbox { Answer = (text, _) => text == "0" ? ValueTask.FromResult(DeliveryOutcome.Handled) : new ValueTask<DeliveryOutcome>(release.Task) };
        await SubscribeAsync(pubsub, Topic, inbox);
        await PublishAsync(pubsub, Topic, Numbered(6));
        await inbox.HoldsAsync(["1"]);
        var queues = (IQueueInspector)pubsub;

        await Eventually.TrueAsync(
            async () => (await queues.ListAsync(CancellationToken.None)).Contains(new QueueStatus(Topic, "d", 5, 2, null, null)), "five of six, two of them under way");
        var waiting = await queues.PeekAsync(Topic, "d", deadLetters: false, 3, CancellationToken.None);

        Assert.Equal(["1", "2", "3"], waiting.Select(message => Encoding.UTF8.GetString(message.Data.Span)));
        Assert.Equal(["2", "3", "4"], waiting.Select(message => message.Id));
        Assert.All(waiting, message => Assert.InRange(message.Age!.Value, TimeSpan.FromSeconds(-5), TimeSpan.FromSeconds(60)));
        Assert.Empty(await queues.PeekAsync(Topic, "d", deadLetters: true, 3, CancellationToken.None));
        Assert.Equal(
            ComponentFault.NotFound,
            (await Assert.ThrowsAsync<ComponentException>(async () => await queues.PeekAsync(Topic, "none", false, 1, CancellationToken.None))).Fault);
        release.SetResult(DeliveryOutcome.Handled);
    }

    public ValueTask DisposeAsync() => _bench.DisposeAsync();
}
