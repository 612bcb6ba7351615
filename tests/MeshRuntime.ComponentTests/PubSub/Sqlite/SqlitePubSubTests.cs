using System.Text;
using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.PubSub;
using MeshRuntime.ComponentTests.Kit;
using static MeshRuntime.ComponentTests.PubSub.PubSubScene;

namespace MeshRuntime.ComponentTests.PubSub.Sqlite;

/// <summary>Groups, order, time to live, dead letters and what the inspector sees.</summary>
public sealed class SqlitePubSubTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ManualClock _clock = new();
    private readonly Bench _bench;

    public SqlitePubSubTests() => _bench = new Bench(_folder.Path) { Time = _clock };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("latest", new[] { "after" })]
    [InlineData("earliest", new[] { "before", "after" })]
    public async Task NewGroup_BeginsWhereItIsTold(string startFrom, string[] expected)
    {
        await using var pubsub = await StartAsync(("startFrom", startFrom));
        await PublishAsync(pubsub, "topic", "before");
        var inbox = new Inbox();
        await SubscribeAsync(pubsub, "topic", inbox);

        await PublishAsync(pubsub, "topic", "after");

        await inbox.HoldsAsync(["after"]);
        Assert.Equal(expected, inbox.Texts);
    }

    [Fact]
    public async Task ConcurrencyOfOne_HandlesOneAfterTheOtherInOrder()
    {
        await using var pubsub = await StartAsync(("concurrency", "1"));
        var (running, most) = (0, 0);
        var inbox = new Inbox
        {
            Answer = async (_, _) =>
            {
                most = Math.Max(most, Interlocked.Increment(ref running));
                await Task.Yield();
                Interlocked.Decrement(ref running);
                return DeliveryOutcome.Handled;
            },
        };
        await SubscribeAsync(pubsub, "topic", inbox);

        await PublishManyAsync(pubsub, Numbered(100));

        await inbox.HoldsAsync(100);
        Assert.Equal(Numbered(100), inbox.Texts);
        Assert.Equal(1, most);
    }

    [Fact]
    public async Task Concurrency_IsUsedAndNotExceeded()
    {
        await using var pubsub = await StartAsync(("concurrency", "3"));
        var release = new TaskCompletionSource<DeliveryOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        var inbox = new Inbox { Answer = (_, _) => new ValueTask<DeliveryOutcome>(release.Task) };
        await SubscribeAsync(pubsub, "topic", inbox);
        await PublishManyAsync(pubsub, Numbered(5));
        await inbox.HoldsAsync(3);

        var queue = Assert.Single(await Inspector(pubsub).ListAsync(CancellationToken.None));
        Assert.Equal(("topic", "app", 5L, 3L, 0L), (queue.Topic, queue.Group, queue.Backlog, queue.InFlight, queue.DeadLetters));
        Assert.Equal(3, inbox.Texts.Count);

        release.SetResult(DeliveryOutcome.Handled);
        await inbox.HoldsAsync(Numbered(5));
    }

    [Fact]
    public async Task MetadataAndMediaType_ReachTheSubscriber()
    {
        await using var pubsub = await StartAsync();
        var inbox = new Inbox();
        await SubscribeAsync(pubsub, "topic", inbox);

        await pubsub.PublishAsync(
            new PubSubMessage("topic", "x"u8.ToArray()) { Metadata = new Dictionary<string, string> { ["ключ"] = "värde" }, ContentType = "a/b" },
            CancellationToken.None);

        await inbox.HoldsAsync(1);
        Assert.Equal(("värde", "a/b"), (inbox.Messages[0].Metadata!["ключ"], inbox.Messages[0].ContentType));
    }

    [Fact]
    public async Task ExpiredMessages_AreNotDelivered()
    {
        await using var pubsub = await StartAsync();
        await (await SubscribeAsync(pubsub, "topic", new Inbox())).StopAsync(CancellationToken.None);
        foreach (var (text, name, life) in ((string, string, string)[])
            [("1", "ttlInSeconds", "10"), ("2", "TTL", "5s"), ("3", "ttl", "-1s"), ("long", "TtlInSeconds", "1h"), ("zero", "ttl", "0"), ("odd", "ttl", "soon")])
        {
            await pubsub.PublishAsync(
                new PubSubMessage("topic", Encoding.UTF8.GetBytes(text)) { Metadata = new Dictionary<string, string> { [name] = life } }, CancellationToken.None);
        }

        _clock.Shift = TimeSpan.FromMinutes(1);
        var inbox = new Inbox();
        await SubscribeAsync(pubsub, "topic", inbox);

        await inbox.HoldsAsync(["odd"]);
        Assert.Equal(["long", "zero", "odd"], inbox.Texts);
    }

    [Fact]
    public async Task MessageThatFailsTooOften_BecomesADeadLetterAndCanBeRedriven()
    {
        await using var pubsub = await StartAsync(("maxDeliveries", "2"), ("redeliverInterval", "10ms"));
        var failing = true;
        var inbox = new Inbox { Answer = (_, _) => ValueTask.FromResult(failing ? DeliveryOutcome.Failed : DeliveryOutcome.Handled) };
        await SubscribeAsync(pubsub, "topic", inbox);
        await PublishAsync(pubsub, "topic", "bad");
        await Eventually.TrueAsync(
            async () => (await Inspector(pubsub).ListAsync(CancellationToken.None)).Single() is { DeadLetters: 1, Backlog: 0 }, "a dead letter, and nothing else");

        var letter = Assert.Single(await Inspector(pubsub).PeekAsync("topic", "app", deadLetters: true, 10, CancellationToken.None));
        Assert.Equal(("bad", 2), (Encoding.UTF8.GetString(letter.Data.Span), letter.Deliveries));
        Assert.Contains("in each of 2 deliveries", letter.Reason, StringComparison.Ordinal);
        Assert.Contains(_bench.Logs.All, line => line.Id == 5101);

        failing = false;
        Assert.Equal(1, await Inspector(pubsub).RedriveAsync("topic", "app", CancellationToken.None));
        await inbox.HoldsAsync(3);
        await Eventually.TrueAsync(
            async () => (await Inspector(pubsub).ListAsync(CancellationToken.None)).Single() is { DeadLetters: 0, Backlog: 0 }, "an empty queue");
        Assert.Equal(0, await Inspector(pubsub).RedriveAsync("topic", "app", CancellationToken.None));
    }

    [Fact]
    public async Task Peek_ShowsTheOldestWithoutTakingThem()
    {
        await using var pubsub = await StartAsync();
        await (await SubscribeAsync(pubsub, "topic", new Inbox())).StopAsync(CancellationToken.None);
        await PublishAsync(pubsub, "topic", Numbered(5));
        _clock.Shift = TimeSpan.FromMinutes(1);

        var seen = await Inspector(pubsub).PeekAsync("topic", "app", deadLetters: false, 3, CancellationToken.None);

        Assert.Equal(Numbered(3), seen.Select(message => Encoding.UTF8.GetString(message.Data.Span)));
        Assert.All(seen, message => Assert.Equal((0, null), (message.Deliveries, message.Reason)));
        Assert.All(seen, message => Assert.True(message.Age >= TimeSpan.FromMinutes(1)));
        var queue = Assert.Single(await Inspector(pubsub).ListAsync(CancellationToken.None));
        Assert.Equal((5L, 0L), (queue.Backlog, queue.InFlight));
        Assert.True(queue.OldestAge >= TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task UnknownQueue_IsNotFound()
    {
        await using var pubsub = await StartAsync();

        var peek = await Assert.ThrowsAsync<ComponentException>(async () => await Inspector(pubsub).PeekAsync("none", "app", false, 1, CancellationToken.None));
        var redrive = await Assert.ThrowsAsync<ComponentException>(async () => await Inspector(pubsub).RedriveAsync("none", "app", CancellationToken.None));

        Assert.Equal((ComponentFault.NotFound, ComponentFault.NotFound), (peek.Fault, redrive.Fault));
        Assert.Contains("\"none\"", peek.Message, StringComparison.Ordinal);
    }

    private static IQueueInspector Inspector(IPubSub pubsub) => (IQueueInspector)pubsub;

    private static async Task PublishManyAsync(IPubSub pubsub, string[] texts) => Assert.All(
        await ((IBulkPublisher)pubsub).PublishAsync([.. texts.Select(text => new PubSubMessage("topic", Encoding.UTF8.GetBytes(text)))], CancellationToken.None),
        Assert.Null);

    private Task<IPubSub> StartAsync(params (string, string)[] metadata) => _bench.StartAsync<IPubSub>("pubsub.sqlite", metadata);
}
