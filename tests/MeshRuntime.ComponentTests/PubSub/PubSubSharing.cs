using MeshRuntime.Abstractions.PubSub;
using MeshRuntime.ComponentTests.Kit;

namespace MeshRuntime.ComponentTests.PubSub;

/// <summary>Topics are apart, groups share, and a group's messages wait for it.</summary>
public abstract class PubSubSharing : PubSubDelivery
{
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
}
