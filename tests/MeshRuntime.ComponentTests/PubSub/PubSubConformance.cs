using MeshRuntime.Abstractions.PubSub;
using MeshRuntime.ComponentTests.Kit;

namespace MeshRuntime.ComponentTests.PubSub;

/// <summary>What every message broker must do: deliver (<see cref="PubSubDelivery"/>), share (<see cref="PubSubSharing"/>), and end well.</summary>
public abstract class PubSubConformance : PubSubSharing
{
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
}
