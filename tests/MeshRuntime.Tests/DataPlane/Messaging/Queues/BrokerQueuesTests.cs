using System.Collections.Frozen;
using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.Errors;
using MeshRuntime.Abstractions.PubSub;
using MeshRuntime.DataPlane.Messaging.Queues;
using MeshRuntime.DataPlane.Snapshots;
using MeshRuntime.Tests.Architecture;
using MeshRuntime.Tests.Kit;

namespace MeshRuntime.Tests.DataPlane.Messaging.Queues;

public sealed class BrokerQueuesTests
{
    private readonly QueueBroker _broker = new();
    private readonly Messages _mesh = new();

    public BrokerQueuesTests() => Use(new PubSubPlan("bus", _broker));

    [Fact]
    public async Task UnknownBroker_IsNotFound() =>
        Assert.Equal(MeshErrorCode.PubSubNotFound, (await _mesh.Queues.ListAsync("nobus", CancellationToken.None)).Error?.Code);

    [Fact]
    public async Task BrokerThatCannotTell_IsUnsupported_AndTheOthersAreNamed()
    {
        Use(new PubSubPlan("bus", new MuteBroker()));

        var error = (await _mesh.Queues.ListAsync("bus", CancellationToken.None)).Error;

        Assert.Equal((MeshErrorCode.QueueUnsupported, 501), (error?.Code, error?.Code.HttpStatus));
        Assert.Contains("pubsub.sqlite", error?.Message, StringComparison.Ordinal);
    }

    /// <summary>The data plane does not know components; its sentence must still be true.</summary>
    [Fact]
    public void EveryBuiltInBrokerThatCanTell_IsNamed()
    {
        var lines = Repository.Lines("components/BuiltInComponents.cs");
        var able = Repository.Files("components/PubSub", ".cs")
            .Where(file => Repository.Lines(file).Any(line => line.Contains("class ", StringComparison.Ordinal) && line.Contains("IQueueInspector", StringComparison.Ordinal)))
            .Select(file => lines.Single(line => line.Contains($"new {Path.GetFileNameWithoutExtension(file)}(", StringComparison.Ordinal)).Split('"')[1])
            .ToList();

        Assert.Contains("pubsub.sqlite", able);
        Assert.All(able, type => Assert.Contains(type, QueueErrors.Inspectors, StringComparison.Ordinal));
    }

    [Fact]
    public async Task TopicPrefix_IsTakenOff_AndOtherNamespacesAreNotShown()
    {
        Use(new PubSubPlan("bus", _broker) { TopicPrefix = "prod" });
        Fill("prodnew", "testnew");

        Assert.Equal(["new"], await TopicsAsync());
        await _mesh.Queues.PeekAsync("bus", "new", "orders", deadLetters: true, 7, CancellationToken.None);
        Assert.Equal("peek prodnew orders True 7", _broker.Asked[^1]);
    }

    [Fact]
    public async Task ListShows_WhatTheAppMaySubscribeOrPublishTo()
    {
        Use(new PubSubPlan("bus", _broker) { Scopes = new TopicScopes { Publishing = Set("out"), Subscribing = Set("in"), Protected = Set("out", "in", "secret") } });
        Fill("in", "out", "secret");

        Assert.Equal(["in", "out"], await TopicsAsync());
    }

    [Theory]
    [InlineData("out")]
    [InlineData("secret")]
    public async Task TopicThatTheAppMayNotSubscribeTo_IsNeitherReadNorRedriven(string topic)
    {
        Use(new PubSubPlan("bus", _broker) { Scopes = new TopicScopes { Publishing = Set("out"), Subscribing = Set("in") } });

        Assert.Equal(MeshErrorCode.QueueForbidden, (await _mesh.Queues.PeekAsync("bus", topic, "orders", false, 1, CancellationToken.None)).Error?.Code);
        Assert.Equal(MeshErrorCode.QueueForbidden, (await _mesh.Queues.RedriveAsync("bus", topic, "orders", CancellationToken.None)).Error?.Code);
        Assert.Empty(_broker.Asked);
    }

    [Theory]
    [InlineData("billing", "billing")]
    [InlineData("billing,orders", "orders")]
    public async Task GroupThatIsNotNamed_IsTheOnlyOne_OrOurOwn(string groups, string chosen)
    {
        _broker.Queues.AddRange(groups.Split(',').Select(group => new QueueStatus("new", group, 1, null, null, null)));

        var (count, error) = await _mesh.Queues.RedriveAsync("bus", "new", null, CancellationToken.None);

        Assert.Equal((3, null), (count, error));
        Assert.Equal($"redrive new {chosen}", _broker.Asked[^1]);
    }

    [Fact]
    public async Task GroupThatCannotBeChosen_IsAskedFor()
    {
        _broker.Queues.AddRange([new QueueStatus("new", "billing", 1, null, null, null), new QueueStatus("new", "shipping", 1, null, null, null)]);

        var several = (await _mesh.Queues.RedriveAsync("bus", "new", null, CancellationToken.None)).Error;
        var none = (await _mesh.Queues.RedriveAsync("bus", "old", null, CancellationToken.None)).Error;

        Assert.Equal((MeshErrorCode.BadRequest, MeshErrorCode.QueueNotFound), (several?.Code, none?.Code));
        Assert.EndsWith("of billing, shipping", several?.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ComponentFault.NotFound, "ERR_QUEUE_NOT_FOUND")]
    [InlineData(ComponentFault.Invalid, "ERR_BAD_REQUEST")]
    [InlineData(ComponentFault.Unavailable, "ERR_QUEUE")]
    public async Task FaultOfTheBroker_DecidesTheCode(ComponentFault fault, string code)
    {
        _broker.Failure = new ComponentException(fault, "it said so");

        var error = (await _mesh.Queues.PeekAsync("bus", "new", "orders", false, 1, CancellationToken.None)).Error;

        Assert.Equal((code, "pubsub bus: it said so"), (error?.Code.Name, error?.Message));
    }

    [Fact]
    public async Task BugOfABroker_IsAnError_NotAnException()
    {
        _broker.Failure = new InvalidCastException("a bug");

        Assert.Equal(MeshErrorCode.QueueFailed, (await _mesh.Queues.ListAsync("bus", CancellationToken.None)).Error?.Code);
    }

    [Fact]
    public async Task WhoGaveUp_IsNotAnsweredAnError()
    {
        _broker.Failure = new OperationCanceledException();

        await Assert.ThrowsAsync<OperationCanceledException>(async () => await _mesh.Queues.ListAsync("bus", new CancellationToken(canceled: true)));
    }

    private void Use(PubSubPlan plan) =>
        _mesh.Snapshots.Swap(new MeshSnapshot { PubSubs = new Dictionary<string, PubSubPlan> { [plan.Name] = plan }.ToFrozenDictionary() });

    private void Fill(params string[] topics) => _broker.Queues.AddRange(topics.Select(topic => new QueueStatus(topic, "orders", 1, null, null, null)));

    private async Task<IEnumerable<string>> TopicsAsync() => (await _mesh.Queues.ListAsync("bus", CancellationToken.None)).Value.Select(queue => queue.Topic);

    private static FrozenSet<string> Set(params string[] topics) => topics.ToFrozenSet();

    private sealed class MuteBroker : IPubSub
    {
        public ValueTask StartAsync(CancellationToken cancellation) => throw new NotSupportedException();

        public ValueTask PublishAsync(PubSubMessage message, CancellationToken cancellation) => throw new NotSupportedException();

        public ValueTask<ISubscription> SubscribeAsync(TopicSubscription subscription, MessageHandler handler, CancellationToken cancellation) =>
            throw new NotSupportedException();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
