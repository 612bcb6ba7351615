using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.PubSub;
using MeshRuntime.DataPlane.Messaging;
using MeshRuntime.DataPlane.Messaging.Delivery;
using MeshRuntime.DataPlane.Messaging.Publishing;
using MeshRuntime.DataPlane.Resilience;
using MeshRuntime.DataPlane.Snapshots;
using MeshRuntime.Tests.ControlPlane.Kit;
using MeshRuntime.Tests.DataPlane.Messaging.Delivery;
using MeshRuntime.Tests.DataPlane.Resilience;
using MeshRuntime.Tests.Kit;
using Microsoft.Extensions.Logging.Abstractions;

namespace MeshRuntime.Tests.DataPlane.Messaging;

/// <summary>(policy, sequence of outcomes) → (attempts, end), for publishes and deliveries.</summary>
public sealed class PolicyGoldenTests
{
    private readonly ManualClock _clock = new();
    private readonly LogLines _lines = new();
    private readonly FakeReceiver _app = new();
    private readonly FakeBroker _broker = new();
    private readonly ComponentPolicies _policies;

    public PolicyGoldenTests() => _policies = new ComponentPolicies(ThePolicies.On(_clock, loggers: _lines));

    [Theory]
    [InlineData("ok", 1, null)]
    [InlineData("Unavailable Throttled ok", 3, null)]
    [InlineData("Unavailable Unavailable Unavailable Unavailable", 4, "Unavailable")]
    [InlineData("Invalid ok", 1, "Invalid")] // the broker would say the same again
    [InlineData("Denied ok", 1, "Denied")]
    public async Task Publish_IsRepeatedByItsPolicyAlone(string outcomes, int attempts, string? end) =>
        Assert.Equal((attempts, end), await PublishAsync(new PolicyPlan { Retry = APlan.Constant() }, outcomes));

    [Theory]
    [InlineData("Unavailable ok", 2, null)]
    [InlineData("Throttled ok", 1, "Throttled")]
    public async Task Publish_ObeysMatching(string outcomes, int attempts, string? end) =>
        Assert.Equal((attempts, end), await PublishAsync(new PolicyPlan { Retry = APlan.Constant() with { GrpcCodes = APlan.Codes((14, 14)) } }, outcomes));

    [Fact]
    public async Task PublishThatTakesTooLong_Fails()
    {
        _broker.OnPublish = (_, cancellation) => Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
        var plan = Plan(outbound: new PolicyPlan { Timeout = new TimeoutPlan("t", TimeSpan.FromSeconds(2)) });

        var failure = await RunAsync(Wire().PublishAsync(plan, new PubSubMessage("orders", default), default));

        Assert.Equal("context deadline exceeded", failure?.Message);
    }

    [Fact]
    public async Task BulkPublish_RepeatsOnlyWhatFailed()
    {
        var failed = false;
        _broker.OnPublish = (message, _) => message.Topic == "b" && !failed ? throw Fail(failed = true) : Task.CompletedTask;
        var plan = Plan(outbound: new PolicyPlan { Retry = APlan.Constant() });

        var results = await RunAsync(Wire().PublishAsync(plan, [new PubSubMessage("a", default), new PubSubMessage("b", default)], default));

        Assert.Equal([null, null], results);
        Assert.Equal(["a", "b"], _broker.Published.Select(message => message.Topic));

        static ComponentException Fail(bool _) => new(ComponentFault.Unavailable, "not now");
    }

    [Theory]
    [InlineData(2, EventVerdict.Success, EventVerdict.Retry, EventVerdict.Success)]
    [InlineData(4, EventVerdict.Retry, EventVerdict.Retry, EventVerdict.BrokenOff, EventVerdict.Retry, EventVerdict.Retry)]
    [InlineData(1, EventVerdict.Drop, EventVerdict.Drop)]
    [InlineData(1, EventVerdict.Unwanted, EventVerdict.Unwanted)]
    [InlineData(1, EventVerdict.Unreached, EventVerdict.Unreached)] // it waits for the app, outside of the policies
    public async Task Delivery_IsRepeatedByItsPolicy(int attempts, EventVerdict end, params EventVerdict[] answers)
    {
        _app.Then(answers);

        var answer = await RunAsync(Delivery(new PolicyPlan { Retry = APlan.Constant() }).SendAsync(Received.Event("""{"id":"1"}""")));

        Assert.Equal((attempts, end), (_app.Events.Count, answer.Verdict));
    }

    [Theory]
    [InlineData(503, 4)]
    [InlineData(400, 1)]
    [InlineData(null, 4)] // the word RETRY has no status
    public async Task Delivery_ObeysMatching(int? status, int attempts)
    {
        _app.Answer = (_, _) => Task.FromResult(new EventAnswer(EventVerdict.Retry, "told so") { HttpStatus = status });
        var plan = new PolicyPlan { Retry = APlan.Constant() with { HttpCodes = APlan.Codes((500, 599)) } };

        await RunAsync(Delivery(plan).SendAsync(Received.Event("""{"id":"1"}""")));

        Assert.Equal(attempts, _app.Events.Count);
    }

    [Fact]
    public async Task DeliveryThatTakesTooLong_IsRefused()
    {
        _app.Answer = async (_, cancellation) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return EventAnswer.Abandoned;
        };

        var answer = await RunAsync(Delivery(new PolicyPlan { Timeout = new TimeoutPlan("t", TimeSpan.FromSeconds(2)) }).SendAsync(Received.Event("""{"id":"1"}""")));

        Assert.Equal(new EventAnswer(EventVerdict.Retry, "context deadline exceeded"), answer);
    }

    [Fact]
    public async Task Batch_IsGivenAgainWithoutWhatTheAppTook()
    {
        _app.Then(EventVerdict.Success, EventVerdict.Retry, EventVerdict.Success);
        var batch = new EventBatch("bus", "orders", "/orders", [Entry("1"), Entry("2")]);

        var answers = await RunAsync(Delivery(new PolicyPlan { Retry = APlan.Constant() }).SendAsync(batch));

        Assert.All(answers, answer => Assert.Equal(EventVerdict.Success, answer.Verdict));
        Assert.Equal(["1 2", "2"], _app.Batches.Select(given => string.Join(' ', given.Entries.Select(entry => entry.Id))));

        static BatchEntry Entry(string id) => new(id, Received.Event($$"""{"id":"{{id}}"}"""), "application/cloudevents+json");
    }

    [Fact]
    public async Task FirstRetry_NamesItsCause()
    {
        await PublishAsync(new PolicyPlan { Retry = APlan.Constant() }, "Unavailable ok");
        _app.Then(EventVerdict.Retry, EventVerdict.Success);
        await RunAsync(Delivery(new PolicyPlan { Retry = APlan.Constant() }).SendAsync(Received.Event("""{"id":"1"}""")));

        Assert.Equal(1, _lines.Count("Error processing operation component[bus] output. Retrying in 1s… The cause: Unavailable"));
        Assert.Equal(1, _lines.Count("Error processing operation component[bus] input. Retrying in 1s… The cause: told so"));
    }

    [Fact]
    public async Task FirstRetryOfMany_SaysHowManyFailed()
    {
        var attempts = 0;
        _broker.OnPublish = (message, _) => message.Topic == "b" && attempts++ == 0 ? throw new ComponentException(ComponentFault.Unavailable, "not now") : Task.CompletedTask;

        await RunAsync(Wire().PublishAsync(
            Plan(outbound: new PolicyPlan { Retry = APlan.Constant() }), [new PubSubMessage("a", default), new PubSubMessage("b", default)], default));

        Assert.Equal(1, _lines.Count("The cause: 1 of 2 messages failed, the first with: not now"));
    }

    [Fact]
    public void BothDirections_ShareOneBreaker_OfTheFirstThatIsUsed()
    {
        var plan = Plan(new PolicyPlan { Breaker = new BreakerPlan("out") }, new PolicyPlan { Breaker = new BreakerPlan("in") });

        var breaker = _policies.Inbound(plan).Breaker;

        Assert.Equal("in", breaker?.Plan.Name);
        Assert.Same(breaker, _policies.Outbound(plan).Breaker);
        Assert.Same(breaker, _policies.Outbound(plan with { TopicPrefix = "x" }).Breaker); // a reload that leaves its plan alone
    }

    private async Task<(int Attempts, string? End)> PublishAsync(PolicyPlan outbound, string outcomes)
    {
        var attempts = 0;
        var words = new Queue<string>(outcomes.Split(' '));
        _broker.OnPublish = (_, _) =>
        {
            attempts++;
            return words.Dequeue() is var word && word == "ok" ? Task.CompletedTask : throw new ComponentException(Enum.Parse<ComponentFault>(word), word);
        };
        var failure = await RunAsync(Wire().PublishAsync(Plan(outbound), new PubSubMessage("orders", default), default));
        return (attempts, failure?.Message);
    }

    private async Task<T> RunAsync<T>(ValueTask<T> operation)
    {
        var running = operation.AsTask();
        while (true)
        {
            await Eventually.TrueAsync(() => running.IsCompleted || _clock.Next is not null);
            if (running.IsCompleted)
            {
                return await running;
            }

            _clock.Advance(_clock.Next!.Value);
        }
    }

    private GuardedWire Wire() => new(new BrokerWire(NullLogger<BrokerWire>.Instance), _policies);

    private GuardedDelivery Delivery(PolicyPlan inbound) => new(_app, _policies.Runner, _policies.Inbound(Plan(inbound: inbound)), CancellationToken.None);

    private PubSubPlan Plan(PolicyPlan? outbound = null, PolicyPlan? inbound = null) =>
        new("bus", _broker) { Outbound = outbound ?? PolicyPlan.None, Inbound = inbound ?? PolicyPlan.None };
}
