using System.Text;
using MeshRuntime.Abstractions.PubSub;
using MeshRuntime.ComponentTests.Kit;

namespace MeshRuntime.ComponentTests.PubSub;

/// <summary>What every message broker must do. Brokers outlive a test: topics and groups are new for each.</summary>
public abstract class PubSubConformance : IAsyncLifetime
{
    private readonly string _test = Guid.NewGuid().ToString("N")[..8];
    private readonly List<IPubSub> _started = [];

    /// <summary>First deliveries begin in the order of publishing.</summary>
    protected virtual bool KeepsOrder => true;

    /// <summary>What a handler answered <see cref="DeliveryOutcome.Failed"/> for comes again.</summary>
    protected virtual bool RedeliversFailed => true;

    /// <summary>Subscribers of one group share the messages; each message goes to one of them.</summary>
    protected virtual bool CompetesWithinGroup => true;

    /// <summary>What a known group has not handled waits for it.</summary>
    protected virtual bool KeepsMessagesWithoutSubscriber => true;

    public virtual ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var component in _started)
        {
            await component.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task PublishedMessages_AreAllDelivered()
    {
        var pubsub = await ComponentAsync();
        var inbox = new Inbox();
        await SubscribeAsync(pubsub, Topic(), inbox);

        await PublishAsync(pubsub, Topic(), Numbered(10));

        await inbox.HoldsAsync(Numbered(10));
        Assert.Equal(10, inbox.Texts.Count);
        Assert.All(inbox.Messages, message => Assert.Equal(Topic(), message.Topic));
    }

    [Fact]
    public async Task ConcurrentPublishes_AreAllDelivered()
    {
        var pubsub = await ComponentAsync();
        var inbox = new Inbox();
        await SubscribeAsync(pubsub, Topic(), inbox);

        await Task.WhenAll(Numbered(100).Select(text => PublishAsync(pubsub, Topic(), text)));

        await inbox.HoldsAsync(Numbered(100));
        Assert.Equal(100, inbox.Texts.Count);
    }

    [Fact]
    public async Task FirstDeliveries_BeginInTheOrderOfPublishing()
    {
        Assert.SkipUnless(KeepsOrder, "this broker keeps no order");
        var pubsub = await ComponentAsync();
        var inbox = new Inbox();
        await SubscribeAsync(pubsub, Topic(), inbox);

        await PublishAsync(pubsub, Topic(), Numbered(100));

        await inbox.HoldsAsync(100);
        Assert.Equal(Numbered(100), inbox.Texts);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(256)]
    [InlineData(1_000_000)]
    public async Task Bytes_ArriveUnchanged(int length)
    {
        var pubsub = await ComponentAsync();
        var inbox = new Inbox();
        await SubscribeAsync(pubsub, Topic(), inbox);
        var sent = Enumerable.Range(0, length).Select(i => (byte)(255 - i)).ToArray();

        await pubsub.PublishAsync(new PubSubMessage(Topic(), sent), CancellationToken.None);

        await inbox.HoldsAsync(1);
        Assert.True(inbox.Messages[0].Data.Span.SequenceEqual(sent));
    }

    [Fact]
    public async Task BufferUsedAgain_ChangesNoPublishedMessage()
    {
        var pubsub = await ComponentAsync();
        var inbox = new Inbox();
        await SubscribeAsync(pubsub, Topic(), inbox);
        var buffer = "first"u8.ToArray();

        await pubsub.PublishAsync(new PubSubMessage(Topic(), buffer), CancellationToken.None);
        Array.Clear(buffer);

        await inbox.HoldsAsync(1);
        Assert.Equal(["first"], inbox.Texts);
    }

    [Fact]
    public async Task Metadata_IsAcceptedNullEmptyAndFilled()
    {
        var pubsub = await ComponentAsync();
        var inbox = new Inbox();
        await SubscribeAsync(pubsub, Topic(), inbox);
        IReadOnlyDictionary<string, string>?[] given = [null, new Dictionary<string, string>(), new Dictionary<string, string> { ["rawPayload"] = "true" }];

        foreach (var metadata in given)
        {
            await pubsub.PublishAsync(new PubSubMessage(Topic(), "x"u8.ToArray()) { Metadata = metadata }, CancellationToken.None);
        }

        await inbox.HoldsAsync(3);
    }

    [Fact]
    public async Task FailedMessages_DoNotStopTheOthers()
    {
        var pubsub = await ComponentAsync();
        var inbox = new Inbox
        {
            Answer = (text, before) => ValueTask.FromResult(before == 0 && Fails(text) ? DeliveryOutcome.Failed : DeliveryOutcome.Handled),
        };
        await SubscribeAsync(pubsub, Topic(), inbox);

        await PublishAsync(pubsub, Topic(), Numbered(20));

        await inbox.HoldsAsync(Numbered(20));

        // The first two, and every fifth after them.
        static bool Fails(string text) => int.Parse(text) is var number && (number < 2 || number % 5 == 0);
    }

    [Fact]
    public async Task FailedMessage_IsDeliveredAgainUntilItIsHandled()
    {
        Assert.SkipUnless(RedeliversFailed, "this broker delivers once");
        var pubsub = await ComponentAsync();
        var inbox = new Inbox
        {
            Answer = (text, before) => ValueTask.FromResult(text == "bad" && before < 2 ? DeliveryOutcome.Failed : DeliveryOutcome.Handled),
        };
        await SubscribeAsync(pubsub, Topic(), inbox);

        await PublishAsync(pubsub, Topic(), "bad", "good");

        await inbox.HoldsAsync(4);
        Assert.Equal(["bad", "bad", "bad", "good"], inbox.Texts.Order());
    }

    [Fact]
    public async Task TwoTopics_EachGetItsOwnMessages()
    {
        var pubsub = await ComponentAsync();
        var (orders, bills) = (new Inbox(), new Inbox());
        await SubscribeAsync(pubsub, Topic("orders"), orders);
        await SubscribeAsync(pubsub, Topic("bills"), bills);

        await Task.WhenAll(
            PublishAsync(pubsub, Topic("orders"), Numbered(10)),
            PublishAsync(pubsub, Topic("bills"), Numbered(5, 100)));

        await orders.HoldsAsync(10);
        await bills.HoldsAsync(5);
        Assert.Equal(Numbered(10).Order(), orders.Texts.Order());
        Assert.Equal(Numbered(5, 100).Order(), bills.Texts.Order());
    }

    [Fact]
    public async Task TwoGroups_EachGetEveryMessage()
    {
        var (one, two) = (await ComponentAsync("one"), await ComponentAsync("two"));
        var (first, second) = (new Inbox(), new Inbox());
        await SubscribeAsync(one, Topic(), first);
        await SubscribeAsync(two, Topic(), second);

        await PublishAsync(one, Topic(), Numbered(10));

        await first.HoldsAsync(Numbered(10));
        await second.HoldsAsync(Numbered(10));
        Assert.Equal((10, 10), (first.Texts.Count, second.Texts.Count));
    }

    [Fact]
    public async Task MembersOfAGroup_ShareWithoutDuplicates()
    {
        Assert.SkipUnless(CompetesWithinGroup, "this broker has no groups");
        var (one, two) = (await ComponentAsync(), await ComponentAsync());
        var (first, second) = (new Inbox(), new Inbox());
        await SubscribeAsync(one, Topic(), first);
        await SubscribeAsync(two, Topic(), second);

        await PublishAsync(one, Topic(), Numbered(60));

        await Eventually.TrueAsync(() => Task.FromResult(first.Texts.Count + second.Texts.Count >= 60), "all messages, at one or the other");
        Assert.Equal(Numbered(60).Order(), first.Texts.Concat(second.Texts).Order());
    }

    [Fact]
    public async Task StoppedSubscription_LeavesTheOthers()
    {
        var pubsub = await ComponentAsync();
        var (stopped, other) = (new Inbox(), new Inbox());
        var subscription = await SubscribeAsync(pubsub, Topic("stopped"), stopped);
        await SubscribeAsync(pubsub, Topic("other"), other);
        await PublishAsync(pubsub, Topic("stopped"), "before");
        await stopped.HoldsAsync(1);

        await subscription.StopAsync(CancellationToken.None);
        await PublishAsync(pubsub, Topic("stopped"), "after");
        await PublishAsync(pubsub, Topic("other"), Numbered(5));

        await other.HoldsAsync(Numbered(5));
        Assert.Equal(["before"], stopped.Texts);
    }

    [Fact]
    public async Task Stop_WaitsForTheRunningHandlerAndDeliversNothingAfterIt()
    {
        var pubsub = await ComponentAsync();
        var release = new TaskCompletionSource();
        var inbox = new Inbox
        {
            Answer = async (_, _) =>
            {
                await release.Task;
                return DeliveryOutcome.Handled;
            },
        };
        var subscription = await SubscribeAsync(pubsub, Topic(), inbox);
        await PublishAsync(pubsub, Topic(), "running");
        await inbox.HoldsAsync(1);

        var first = subscription.StopAsync(CancellationToken.None).AsTask();
        var second = subscription.StopAsync(CancellationToken.None).AsTask();
        await PublishAsync(pubsub, Topic("unrelated"), "publishing works while a subscription stops");
        Assert.False(first.IsCompleted || second.IsCompleted);
        release.SetResult();
        await Task.WhenAll(first, second).WaitAsync(TimeSpan.FromSeconds(10));

        await PublishAsync(pubsub, Topic(), "after");
        var next = new Inbox();
        await SubscribeAsync(pubsub, Topic(), next);
        await PublishAsync(pubsub, Topic(), "last");
        await next.HoldsAsync(["last"]);

        // "last" came by the way that "running" would have come again, had its handler's answer been forgotten.
        Assert.Equal(["running"], inbox.Texts);
        Assert.DoesNotContain("running", next.Texts);
    }

    [Fact]
    public async Task StopThatIsGivenUp_ReturnsWhileAHandlerHangs()
    {
        var pubsub = await ComponentAsync();
        var release = new TaskCompletionSource<DeliveryOutcome>();
        var inbox = new Inbox { Answer = (_, _) => new ValueTask<DeliveryOutcome>(release.Task) };
        var subscription = await SubscribeAsync(pubsub, Topic(), inbox);
        await PublishAsync(pubsub, Topic(), "hangs");
        await inbox.HoldsAsync(1);

        await subscription.StopAsync(new CancellationToken(canceled: true)).AsTask().WaitAsync(TimeSpan.FromSeconds(5));

        release.SetResult(DeliveryOutcome.Abandoned);
    }

    [Fact]
    public async Task AbandonedMessage_GoesToTheNextSubscriber()
    {
        Assert.SkipUnless(KeepsMessagesWithoutSubscriber, "this broker keeps no messages");
        var (one, two) = (await ComponentAsync(), await ComponentAsync());
        var first = new Inbox { Answer = (_, _) => ValueTask.FromResult(DeliveryOutcome.Abandoned) };
        var subscription = await SubscribeAsync(one, Topic(), first);
        await PublishAsync(one, Topic(), "again");
        await first.HoldsAsync(["again"]);
        await subscription.StopAsync(CancellationToken.None);

        var second = new Inbox();
        await SubscribeAsync(two, Topic(), second);

        await second.HoldsAsync(["again"]);
    }

    [Fact]
    public async Task MessagesWithoutSubscriber_WaitForTheirGroup()
    {
        Assert.SkipUnless(KeepsMessagesWithoutSubscriber, "this broker keeps no messages");
        var (one, two) = (await ComponentAsync(), await ComponentAsync());
        var subscription = await SubscribeAsync(one, Topic(), new Inbox());
        await subscription.StopAsync(CancellationToken.None);
        await PublishAsync(one, Topic(), Numbered(5));

        var inbox = new Inbox();
        await SubscribeAsync(two, Topic(), inbox);

        await inbox.HoldsAsync(Numbered(5));
        Assert.Equal(5, inbox.Texts.Count);
    }

    [Fact]
    public async Task HandlersThatDoNotAnswer_HoldUpNoOtherTopic()
    {
        var pubsub = await ComponentAsync();
        var release = new TaskCompletionSource<DeliveryOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        var slow = new Inbox { Answer = (_, _) => new ValueTask<DeliveryOutcome>(release.Task) };
        var other = new Inbox();
        await SubscribeAsync(pubsub, Topic("slow"), slow);
        await SubscribeAsync(pubsub, Topic("other"), other);

        // More than any component handles at once by default.
        var publishing = PublishAsync(pubsub, Topic("slow"), Numbered(200));
        await slow.HoldsAsync(1);
        await PublishAsync(pubsub, Topic("other"), Numbered(5));

        await other.HoldsAsync(5);
        release.SetResult(DeliveryOutcome.Handled);
        await publishing;
    }

    [Fact]
    public async Task CancelledPublish_IsACancellation()
    {
        var pubsub = await ComponentAsync();
        var message = new PubSubMessage(Topic(), "never"u8.ToArray());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await pubsub.PublishAsync(message, new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task Disposal_EndsRunningSubscriptions()
    {
        var pubsub = await StartAsync(Group("group"));
        var inbox = new Inbox();
        await SubscribeAsync(pubsub, Topic(), inbox);
        await PublishAsync(pubsub, Topic(), "one");
        await inbox.HoldsAsync(1);

        await pubsub.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));
    }

    internal static async Task PublishAsync(IPubSub pubsub, string topic, params string[] texts)
    {
        foreach (var text in texts)
        {
            await pubsub.PublishAsync(new PubSubMessage(topic, Encoding.UTF8.GetBytes(text)), CancellationToken.None);
        }
    }

    internal static ValueTask<ISubscription> SubscribeAsync(IPubSub pubsub, string topic, Inbox inbox) =>
        pubsub.SubscribeAsync(new TopicSubscription(topic, new Dictionary<string, string>()), inbox.TakeAsync, CancellationToken.None);

    internal static string[] Numbered(int count, int first = 0) => [.. Enumerable.Range(first, count).Select(number => $"{number}")];

    /// <summary>
    /// A started component of that group. All components of a test stand before the same broker; one that keeps its messages in itself is given
    /// out again at each call.
    /// </summary>
    protected abstract Task<IPubSub> StartAsync(string consumerId);

    /// <summary>A topic of this test only.</summary>
    protected string Topic(string name = "topic") => $"{name}-{_test}";

    /// <summary>A group of this test only.</summary>
    protected string Group(string name) => $"{name}-{_test}";

    private async Task<IPubSub> ComponentAsync(string group = "group")
    {
        var component = await StartAsync(Group(group));
        _started.Add(component);
        return component;
    }
}
