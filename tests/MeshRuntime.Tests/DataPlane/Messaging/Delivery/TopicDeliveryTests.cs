using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.PubSub;
using MeshRuntime.DataPlane.Messaging.Delivery;
using MeshRuntime.DataPlane.Snapshots;
using MeshRuntime.DataPlane.Telemetry;
using MeshRuntime.Tests.Kit;

namespace MeshRuntime.Tests.DataPlane.Messaging.Delivery;

public sealed class TopicDeliveryTests : IDisposable
{
    private readonly FakeBroker _broker = new();
    private readonly FakeReceiver _app = new();
    private readonly Messages _messages = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _ended = new();

    public void Dispose()
    {
        _stopping.Dispose();
        _ended.Dispose();
    }

    [Theory]
    [InlineData(EventVerdict.Success, DeliveryOutcome.Handled, false)]
    [InlineData(EventVerdict.Unwanted, DeliveryOutcome.Handled, false)]
    [InlineData(EventVerdict.Drop, DeliveryOutcome.Handled, true)]
    [InlineData(EventVerdict.Retry, DeliveryOutcome.Failed, true)]
    [InlineData(EventVerdict.Abandoned, DeliveryOutcome.Abandoned, false)]
    public async Task Verdict_IsAnOutcome_AndMayBeADeadLetter(EventVerdict verdict, DeliveryOutcome outcome, bool isDeadLetter)
    {
        Assert.Equal(outcome, await HandleAsync(Brokers.Orders(), _app.Then(verdict)));
        Assert.Empty(_broker.Published);

        Assert.Equal(verdict == EventVerdict.Abandoned ? outcome : DeliveryOutcome.Handled, await HandleAsync(WithDeadLetters(), _app.Then(verdict)));
        Assert.Equal(isDeadLetter ? 1 : 0, _broker.Published.Count);
    }

    [Fact]
    public async Task DeadLetter_IsTheMessageAsItCame()
    {
        var message = new PubSubMessage("prodorders", """{"topic": "orders"}"""u8.ToArray()) { ContentType = "a/b", Metadata = new Dictionary<string, string> { ["foo"] = "bar" } };

        await Delivery(WithDeadLetters(), _app.Then(EventVerdict.Retry), prefix: "prod").HandleAsync(message, CancellationToken.None);

        var letter = Assert.Single(_broker.Published);
        Assert.Equal(("proddead", """{"topic": "orders"}""", "a/b"), (letter.Topic, FakeBroker.TextOf(letter), letter.ContentType));
        Assert.Equal("content-type=a/b foo=bar pubsubName=pubsub", string.Join(' ', letter.Metadata!.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key}={pair.Value}")));
    }

    [Theory]
    [InlineData(EventVerdict.Drop)]
    [InlineData(EventVerdict.Retry)]
    public async Task DeadLetterThatTheBrokerDoesNotTake_Fails(EventVerdict verdict)
    {
        _broker.OnPublish = (_, _) => throw new ComponentException(ComponentFault.Unavailable, "down");

        Assert.Equal(DeliveryOutcome.Failed, await HandleAsync(WithDeadLetters(), _app.Then(verdict)));
    }

    [Fact]
    public async Task DeadLetterTopicOutOfScope_Fails()
    {
        var delivery = Delivery(WithDeadLetters(), _app.Then(EventVerdict.Drop), scopes: new TopicScopes { Allowed = ["orders"] });

        Assert.Equal(DeliveryOutcome.Failed, await delivery.HandleAsync(Received.Message("{}"), CancellationToken.None));
        Assert.Empty(_broker.Published);
    }

    [Fact]
    public async Task DeadLetterThatTheBrokerDoesNotAnswerFor_FailsAfter30Seconds()
    {
        _broker.OnPublish = (_, cancellation) => Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
        var handling = HandleAsync(WithDeadLetters(), _app.Then(EventVerdict.Drop)).AsTask();

        _messages.Clock.Advance(TimeSpan.FromSeconds(29.9));
        Assert.False(handling.IsCompleted);
        _messages.Clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal(DeliveryOutcome.Failed, await handling);
    }

    [Fact]
    public async Task DeadLetterUnderWayAtTheEnd_IsAbandoned()
    {
        _broker.OnPublish = (_, cancellation) => Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
        var handling = HandleAsync(WithDeadLetters(), _app.Then(EventVerdict.Retry));

        await _ended.CancelAsync();

        Assert.Equal(DeliveryOutcome.Abandoned, await handling);
    }

    [Theory]
    [InlineData("hello", DeliveryOutcome.Failed)] // no event
    [InlineData("""{"type":"x"}""", DeliveryOutcome.Failed)] // the rule cannot be asked
    [InlineData("""{"n":2}""", DeliveryOutcome.Handled)] // no rule matches
    [InlineData("""{"n":1,"expiration":"2025-12-31T23:59:59Z"}""", DeliveryOutcome.Handled)]
    [InlineData("""{"n":1,"expiration":"never"}""", DeliveryOutcome.Handled)] // delivered: see below
    public async Task MessageThatIsNotForTheApp_IsADeadLetter_OrFollowsItsKind(string data, DeliveryOutcome outcome)
    {
        var plan = Brokers.Orders(("event.n == 1.0", "/orders"));
        var isDelivered = data.Contains("never", StringComparison.Ordinal);

        Assert.Equal(outcome, await Delivery(plan, _app).HandleAsync(Received.Message(data), CancellationToken.None));
        Assert.Equal(DeliveryOutcome.Handled, await Delivery(plan with { DeadLetterTopic = "dead" }, _app).HandleAsync(Received.Message(data), CancellationToken.None));

        Assert.Equal(isDelivered ? 2 : 0, _app.Events.Count);
        Assert.Equal(isDelivered ? 0 : 1, _broker.Published.Count);
    }

    [Theory]
    [InlineData("""{"n":1,"expiration":"2025-12-31T23:59:59Z"}""", "drop", "drop")]
    [InlineData("""{"n":2}""", "drop", "success")]
    [InlineData("""{"n":1}""", "success", "success")]
    public async Task Message_IsCounted(string data, string outcome, string status)
    {
        await Delivery(Brokers.Orders(("event.n == 1.0", "/orders")), _app).HandleAsync(Received.Message(data), CancellationToken.None);

        Assert.Equal([new LabelValues("pubsub", "default", outcome, status, "orders")], Ingress());
    }

    [Theory]
    [InlineData(EventVerdict.Drop, "drop", "success")]
    [InlineData(EventVerdict.Retry, "retry", "retry")]
    [InlineData(EventVerdict.Unwanted, "success", "success")]
    public async Task Verdict_IsCounted(EventVerdict verdict, string outcome, string status)
    {
        await HandleAsync(Brokers.Orders(), _app.Then(verdict));

        Assert.Equal([new LabelValues("pubsub", "default", outcome, status, "orders")], Ingress());
    }

    [Fact]
    public async Task AppThatIsAway_IsWaitedFor_WithPausesThatGrow()
    {
        _app.Then([.. Enumerable.Repeat(EventVerdict.Unreached, 50)]);
        var handling = HandleAsync(WithDeadLetters(), _app).AsTask();

        var pauses = new List<double>();
        while (!handling.IsCompleted)
        {
            await Eventually.TrueAsync(() => _messages.Clock.Waiting > 0 || handling.IsCompleted);
            if (_messages.Clock.Next is { } next)
            {
                pauses.Add(next.TotalMilliseconds);
                _messages.Clock.Advance(next);
            }
        }

        Assert.Equal(DeliveryOutcome.Handled, await handling);
        Assert.Equal(51, _app.Events.Count);
        Assert.Equal([100, 200, 400, 800, 1600, 2000, 2000], pauses.Take(7));
        Assert.Equal(2000, pauses.Max());
        Assert.Empty(_broker.Published);
    }

    [Theory]
    [InlineData(2, DeliveryOutcome.Handled)]
    [InlineData(3, DeliveryOutcome.Failed)]
    public async Task MessageThatBreaksTheApp_IsTriedThreeTimes(int breaks, DeliveryOutcome outcome)
    {
        _app.Then([EventVerdict.Unreached, .. Enumerable.Repeat(EventVerdict.BrokenOff, breaks)]);
        var handling = HandleAsync(Brokers.Orders(), _app).AsTask();

        for (var i = 0; i < 3; i++)
        {
            await Eventually.TrueAsync(() => _messages.Clock.Waiting > 0 || handling.IsCompleted);
            _messages.Clock.Advance(TimeSpan.FromSeconds(2));
        }

        Assert.Equal(outcome, await handling);
        Assert.Equal(4, _app.Events.Count);
    }

    [Fact]
    public async Task StopWhileTheAppIsAway_Abandons()
    {
        var handling = HandleAsync(WithDeadLetters(), _app.Then(EventVerdict.Unreached));

        await _stopping.CancelAsync();

        Assert.Equal(DeliveryOutcome.Abandoned, await handling);
        Assert.Empty(_broker.Published);
    }

    [Fact]
    public async Task MessageAfterTheStop_IsNotLookedAt()
    {
        await _stopping.CancelAsync();

        Assert.Equal(DeliveryOutcome.Abandoned, await HandleAsync(Brokers.Orders(), _app));
        Assert.Empty(_app.Events);
    }

    [Fact]
    public async Task AnswerAfterTheStop_StillCounts()
    {
        var answer = new TaskCompletionSource<EventAnswer>();
        _app.Answer = (_, _) => answer.Task;
        var handling = HandleAsync(Brokers.Orders(), _app);
        await _stopping.CancelAsync();

        answer.SetResult(EventAnswer.Success);

        Assert.Equal(DeliveryOutcome.Handled, await handling);
    }

    [Fact]
    public async Task FaultOfOurs_GoesBackToTheBroker()
    {
        _app.Answer = (_, _) => throw new InvalidOperationException("a bug");

        Assert.Equal(DeliveryOutcome.Failed, await HandleAsync(WithDeadLetters(), _app));
    }

    private static SubscriptionPlan WithDeadLetters() => Brokers.Orders() with { DeadLetterTopic = "dead" };

    private ValueTask<DeliveryOutcome> HandleAsync(SubscriptionPlan plan, FakeReceiver app) => Delivery(plan, app).HandleAsync(Received.Message("{}"), CancellationToken.None);

    private TopicDelivery Delivery(SubscriptionPlan plan, FakeReceiver app, string prefix = "", TopicScopes? scopes = null) => new(
        plan, new PubSubPlan("pubsub", _broker) { TopicPrefix = prefix, Scopes = scopes ?? TopicScopes.Open }, app, _messages.Publisher, _messages.Parts, _stopping.Token, _ended.Token);

    private IEnumerable<LabelValues> Ingress() =>
        ((MeterFamily<LatencyHistogram>)_messages.Meters.Families.Single(family => family.Name == "dapr_component_pubsub_ingress_latencies")).Series.Select(pair => pair.Key);
}
