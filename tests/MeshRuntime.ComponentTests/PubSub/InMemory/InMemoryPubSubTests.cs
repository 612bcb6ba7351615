using MeshRuntime.Abstractions.PubSub;
using MeshRuntime.ComponentTests.Kit;
using Microsoft.Extensions.Logging;
using static MeshRuntime.ComponentTests.PubSub.PubSubScene;

namespace MeshRuntime.ComponentTests.PubSub.InMemory;

/// <summary>What only this one does, as Dapr's of the same name.</summary>
public sealed class InMemoryPubSubTests : IAsyncDisposable
{
    private readonly Bench _bench = new("unused");
    private readonly IPubSub _pubsub;

    public InMemoryPubSubTests() => _pubsub = _bench.Make<IPubSub>("pubsub.in-memory");

    public ValueTask DisposeAsync() => _pubsub.DisposeAsync();

    [Theory]
    [InlineData("orders.*", "orders.new", true)]
    [InlineData("orders.*", "orders.", false)]
    [InlineData("orders.*", "Orders.new", false)]
    [InlineData("*", "orders", true)]
    [InlineData("orders", "orders.new", false)]
    public async Task Pattern_TakesLongerNamesThatBeginLikeIt(string pattern, string topic, bool taken)
    {
        var inbox = new Inbox();
        await SubscribeAsync(_pubsub, pattern, inbox);
        await PublishAsync(_pubsub, topic, "one");
        await PublishAsync(_pubsub, pattern.Replace("*", "*end", StringComparison.Ordinal), "end");

        await inbox.HoldsAsync(["end"]);

        Assert.Equal(taken ? ["one", "end"] : (string[])["end"], inbox.Texts);
        Assert.All(inbox.Messages, message => Assert.Equal(pattern, message.Topic));
    }

    [Fact]
    public async Task Publisher_WaitsWhileTheMessageBeforeIsHandled()
    {
        var release = new TaskCompletionSource<DeliveryOutcome>();
        var inbox = new Inbox { Answer = (_, _) => new ValueTask<DeliveryOutcome>(release.Task) };
        await SubscribeAsync(_pubsub, "topic", inbox);
        await PublishAsync(_pubsub, "topic", "one");

        var second = PublishAsync(_pubsub, "topic", "two");
        await inbox.HoldsAsync(1);
        Assert.False(second.IsCompleted);
        release.SetResult(DeliveryOutcome.Handled);

        await second;
        await inbox.HoldsAsync(["one", "two"]);
    }

    [Fact]
    public async Task FailedMessage_IsLostWithAWarning()
    {
        var inbox = new Inbox { Answer = (_, _) => ValueTask.FromResult(DeliveryOutcome.Failed) };
        await SubscribeAsync(_pubsub, "topic", inbox);

        await PublishAsync(_pubsub, "topic", "one", "two");

        await inbox.HoldsAsync(["one", "two"]);
        Assert.Contains("lost (Failed)", _bench.Logs.AtLeast(LogLevel.Warning).First(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metadata_ReachesTheSubscriber()
    {
        var inbox = new Inbox();
        await SubscribeAsync(_pubsub, "topic", inbox);

        await _pubsub.PublishAsync(
            new PubSubMessage("topic", "x"u8.ToArray()) { Metadata = new Dictionary<string, string> { ["key"] = "value" } }, CancellationToken.None);

        await inbox.HoldsAsync(1);
        Assert.Equal("value", inbox.Messages[0].Metadata!["key"]);
    }

    [Fact]
    public async Task MessageWithoutSubscriber_IsGone()
    {
        await PublishAsync(_pubsub, "topic", "gone");
        var inbox = new Inbox();
        await SubscribeAsync(_pubsub, "topic", inbox);

        await PublishAsync(_pubsub, "topic", "kept");

        await inbox.HoldsAsync(["kept"]);
        Assert.Equal(["kept"], inbox.Texts);
    }
}
