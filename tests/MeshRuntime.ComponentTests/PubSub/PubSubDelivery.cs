using MeshRuntime.Abstractions.PubSub;
using MeshRuntime.ComponentTests.Kit;

namespace MeshRuntime.ComponentTests.PubSub;

/// <summary>What is published arrives: all of it, unchanged, in order, and again when a handler failed.</summary>
public abstract class PubSubDelivery : PubSubScene
{
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
}
