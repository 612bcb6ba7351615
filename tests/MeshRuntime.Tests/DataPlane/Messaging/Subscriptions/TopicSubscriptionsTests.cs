using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.PubSub;
using MeshRuntime.DataPlane.Messaging.Delivery;
using MeshRuntime.DataPlane.Messaging.Subscriptions;
using MeshRuntime.DataPlane.Snapshots;
using MeshRuntime.Tests.Kit;

namespace MeshRuntime.Tests.DataPlane.Messaging.Subscriptions;

public sealed class TopicSubscriptionsTests
{
    private static readonly SubscriptionPlan Orders = Brokers.Orders();
    private static readonly SubscriptionPlan Stream = Orders with { Origin = SubscriptionOrigin.Streaming };

    private readonly FakeBroker _broker = new();
    private readonly FakeReceiver _app = new();
    private readonly Messages _messages;

    public TopicSubscriptionsTests()
    {
        _messages = new Messages(app: _app);
        Use(new PubSubPlan("pubsub", _broker), Orders, Orders with { Topic = "returns" }, Orders with { PubSub = "later" });
    }

    private TopicSubscriptions All => _messages.Subscriptions;

    [Fact]
    public async Task Subscriptions_BeginWhenTheAppIsReady_AndEndWhenItIsNot()
    {
        await All.ApplyAsync();
        Assert.Empty(_broker.Subscriptions);

        await All.AppIsReadyAsync(isReady: true);
        Assert.Equal(["orders", "returns"], _broker.Topics);
        Assert.Equal(["orders", "returns"], All.Running.Select(plan => plan.Topic).Order());

        await All.AppIsReadyAsync(isReady: false);
        Assert.Empty(_broker.Topics);
        Assert.Empty(All.Running);
    }

    [Fact]
    public async Task Message_ReachesTheApp()
    {
        await All.AppIsReadyAsync(isReady: true);

        Assert.Equal(DeliveryOutcome.Handled, await _broker.FeedAsync("""{"id":"1"}"""));
        Assert.Equal("1", Assert.Single(_app.Events).Id);
    }

    [Fact]
    public async Task Prefix_StandsBeforeTheTopicOnTheBroker()
    {
        Use(new PubSubPlan("pubsub", _broker) { TopicPrefix = "prod" }, Orders with { Metadata = new Dictionary<string, string> { ["queueType"] = "quorum" } });
        await All.AppIsReadyAsync(isReady: true);

        var asked = Assert.Single(_broker.Subscriptions).Asked;
        Assert.Equal(("prodorders", "quorum"), (asked.Topic, asked.Metadata["queueType"]));
        await _broker.FeedAsync("{}");
        Assert.Equal("orders", Assert.Single(_app.Events).Topic);
    }

    [Fact]
    public async Task WhatTheAppAskedFor_ReplacesFiles_AndItsLastWordCounts()
    {
        await All.AskedAsync(
        [
            Orders with { Origin = SubscriptionOrigin.Programmatic, DeadLetterTopic = "first" },
            Orders with { Origin = SubscriptionOrigin.Programmatic, DeadLetterTopic = "last" },
        ]);
        await All.AppIsReadyAsync(isReady: true);

        var plan = Assert.Single(All.Running, plan => plan.Topic == "orders");
        Assert.Equal((SubscriptionOrigin.Programmatic, "last"), (plan.Origin, plan.DeadLetterTopic));
        Assert.Equal(["orders", "returns"], _broker.Topics);
    }

    [Fact]
    public async Task Reload_LeavesAloneWhatDidNotChange()
    {
        await All.AppIsReadyAsync(isReady: true);

        Use(new PubSubPlan("pubsub", _broker), Brokers.Orders(), Orders with { Topic = "returns", DeadLetterTopic = "dead" }, Orders with { Topic = "new" });
        await All.ApplyAsync();

        Assert.Equal(["orders", "returns", "returns", "new"], _broker.Subscriptions.Select(subscription => subscription.Asked.Topic).OrderBy(topic => "orn".IndexOf(topic[0])));
        Assert.Equal(["new", "orders", "returns"], _broker.Topics);
    }

    [Fact]
    public async Task ComponentThatIsReplaced_GetsItsSubscriptionsAnew_AndStreamsEnd()
    {
        await All.AppIsReadyAsync(isReady: true);
        await using var stream = (await All.OpenAsync(Stream, _app))!;
        var next = new FakeBroker();

        Use(new PubSubPlan("pubsub", next), Orders);
        await All.ApplyAsync();

        Assert.Empty(_broker.Topics);
        Assert.Equal(["orders"], next.Topics);
        Assert.True(stream.Ended.IsCancellationRequested);
    }

    [Fact]
    public async Task SubscriptionOfAMissingComponent_BeginsWhenItComes()
    {
        await All.AppIsReadyAsync(isReady: true);
        var later = new FakeBroker();

        _messages.Snapshots.With([new PubSubPlan("pubsub", _broker), new PubSubPlan("later", later)], [.. _messages.Snapshots.Current.Subscriptions]);
        await All.ApplyAsync();

        Assert.Equal(["orders"], later.Topics);
        Assert.Equal(2, _broker.Subscriptions.Count);
    }

    [Fact]
    public async Task TopicOutOfScope_IsLeftOut_AndItsSiblingsAreNot()
    {
        Use(new PubSubPlan("pubsub", _broker) { Scopes = new TopicScopes { Protected = ["orders"], Publishing = ["orders"] } }, Orders, Orders with { Topic = "returns" });
        await All.AppIsReadyAsync(isReady: true);

        Assert.Equal(["returns"], _broker.Topics);
        Assert.Null(await All.OpenAsync(Stream, _app));
    }

    [Fact]
    public async Task SubscriptionThatFails_IsTriedForEver_WithPausesThatGrow_AndItsSiblingsGoOn()
    {
        var failures = 8;
        _broker.OnSubscribe = (asked, _) => asked.Topic == "orders" && failures-- > 0 ? throw new ComponentException(ComponentFault.Unavailable, "down") : Task.CompletedTask;
        await All.AppIsReadyAsync(isReady: true);
        Assert.Equal(["returns"], _broker.Topics);

        var pauses = new List<double>();
        while (_broker.Topics.Count() < 2)
        {
            await Eventually.TrueAsync(() => _messages.Clock.Waiting > 0 || _broker.Topics.Count() == 2);
            if (_messages.Clock.Next is { } next)
            {
                pauses.Add(next.TotalSeconds);
                _messages.Clock.Advance(next);
            }
        }

        Assert.Equal([0.5, 1, 2, 4, 4, 4, 4, 4], pauses);
    }

    [Fact]
    public async Task BrokerThatDoesNotAnswer_HoldsNobodyUpForMoreThanFiveSeconds()
    {
        _broker.OnSubscribe = (_, cancellation) => Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
        var beginning = All.AppIsReadyAsync(isReady: true);

        _messages.Clock.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(beginning.IsCompleted);
        _messages.Clock.Advance(TimeSpan.FromSeconds(0.1));
        await beginning;

        await All.StopAsync(CancellationToken.None);
        Assert.Empty(_broker.Topics);
    }

    [Fact]
    public async Task Stop_WaitsForTheAppsAnswer()
    {
        var answer = new TaskCompletionSource<EventAnswer>();
        _app.Answer = (_, _) => answer.Task;
        await All.AppIsReadyAsync(isReady: true);
        var handling = _broker.FeedAsync("{}");

        var stopping = All.StopAsync(CancellationToken.None);
        Assert.Equal(DeliveryOutcome.Abandoned, await _broker.FeedAsync("{}"));
        Assert.False(stopping.IsCompleted);
        answer.SetResult(EventAnswer.Success);

        await stopping;
        Assert.Equal(DeliveryOutcome.Handled, await handling);
    }

    [Fact]
    public async Task StopThatHasNoMoreTime_LeavesTheMessageToTheBroker()
    {
        _app.Answer = async (_, ended) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return EventAnswer.Abandoned;
        };
        await All.AppIsReadyAsync(isReady: true);
        var handling = _broker.FeedAsync("{}");
        using var grace = new CancellationTokenSource();

        var stopping = All.StopAsync(grace.Token);
        Assert.False(handling.IsCompleted);
        await grace.CancelAsync();

        await stopping;
        Assert.Equal(DeliveryOutcome.Abandoned, await handling);
    }

    [Fact]
    public async Task AfterTheStop_NothingBegins()
    {
        await All.StopAsync(CancellationToken.None);
        await All.AppIsReadyAsync(isReady: true);

        Assert.Null(await All.OpenAsync(Stream, _app));
        Assert.Empty(_broker.Subscriptions);
    }

    [Fact]
    public async Task Streams_AddToEachOther_NeedNoApp_AndEndAlone()
    {
        var one = (await All.OpenAsync(Stream, new FakeReceiver()))!;
        await using var other = (await All.OpenAsync(Stream, new FakeReceiver()))!;
        await Task.WhenAll(one.Subscribed, other.Subscribed);
        await All.AppIsReadyAsync(isReady: false);
        Assert.Equal(["orders", "orders"], _broker.Topics);
        Assert.Equal([SubscriptionOrigin.Streaming, SubscriptionOrigin.Streaming], All.Running.Select(plan => plan.Origin));

        await one.DisposeAsync();
        await one.DisposeAsync();

        Assert.Equal(["orders"], _broker.Topics);
        Assert.Single(All.Running);
        Assert.False(other.Ended.IsCancellationRequested);
    }

    [Fact]
    public async Task StreamThatHasAnEvent_IsToldOfTheEndAfterItsAnswer()
    {
        var (client, answer) = (new FakeReceiver(), new TaskCompletionSource<EventAnswer>());
        client.Answer = (_, _) => answer.Task;
        await using var stream = (await All.OpenAsync(Stream, client))!;
        await stream.Subscribed;
        var handling = _broker.FeedAsync("{}");

        var stopping = All.StopAsync(CancellationToken.None);
        Assert.False(stream.Ended.IsCancellationRequested);
        answer.SetResult(EventAnswer.Success);

        await stopping;
        Assert.Equal(DeliveryOutcome.Handled, await handling);
        Assert.True(stream.Ended.IsCancellationRequested);
    }

    [Fact]
    public async Task StreamThatEndsAfterAll_FindsItsSubscriptionClosed()
    {
        var stream = (await All.OpenAsync(Stream, _app))!;

        await All.DisposeAsync();
        await stream.DisposeAsync();

        Assert.Empty(_broker.Topics);
    }

    [Fact]
    public async Task StreamThatIsStoppedBeforeItIsSubscribed_IsCancelled()
    {
        _broker.OnSubscribe = (_, cancellation) => Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
        await using var stream = (await All.OpenAsync(Stream, _app))!;

        await All.StopAsync(CancellationToken.None);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stream.Subscribed);
    }

    private void Use(PubSubPlan broker, params SubscriptionPlan[] subscriptions) => _messages.Snapshots.With([broker], subscriptions);
}
