using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.PubSub;
using MeshRuntime.ComponentTests.Kit;
using static MeshRuntime.ComponentTests.PubSub.PubSubScene;

namespace MeshRuntime.ComponentTests.PubSub.Nats;

public sealed class NatsPubSubTests(NatsFixture nats) : IClassFixture<NatsFixture>
{
    private readonly string _topic = $"topic-{Guid.NewGuid():N}";
    private readonly Bench _bench = new("unused");

    [Fact]
    public async Task Metadata_TravelsAsHeaders()
    {
        await using var pubsub = await StartAsync();
        var inbox = new Inbox();
        await SubscribeAsync(pubsub, $"{_topic}.>", inbox);

        await pubsub.PublishAsync(
            new PubSubMessage($"{_topic}.a.b", "x"u8.ToArray()) { Metadata = new Dictionary<string, string> { ["größe"] = "ü: 1" } }, CancellationToken.None);

        await inbox.HoldsAsync(1);
        Assert.Equal($"{_topic}.>", inbox.Messages[0].Topic);
        Assert.Equal(new Dictionary<string, string> { ["Topic"] = $"{_topic}.a.b", ["größe"] = "ü: 1" }, inbox.Messages[0].Metadata);
    }

    [Theory]
    [InlineData("a", "x\r\nEvil: 1")]
    [InlineData("a\r\nPUB evil 0", "x")]
    public async Task MetadataThatWouldBreakOut_IsRefused(string name, string value)
    {
        await using var pubsub = await StartAsync();
        var message = new PubSubMessage(_topic, "x"u8.ToArray()) { Metadata = new Dictionary<string, string> { [name] = value } };

        var refused = await Assert.ThrowsAsync<ComponentException>(async () => await pubsub.PublishAsync(message, CancellationToken.None));

        Assert.Equal(ComponentFault.Invalid, refused.Fault);
    }

    [Fact]
    public async Task FailedMessage_IsLostAndSaidSo()
    {
        await using var pubsub = await StartAsync();
        var inbox = new Inbox { Answer = (_, _) => ValueTask.FromResult(DeliveryOutcome.Failed) };
        await SubscribeAsync(pubsub, _topic, inbox);

        await PublishAsync(pubsub, _topic, "x");

        await Eventually.TrueAsync(() => Task.FromResult(_bench.Logs.All.Any(line => line.Id == 5170)), "a warning");
        Assert.Equal(["x"], inbox.Texts);
    }

    [Fact]
    public async Task Parallel_HandlesAtOnce()
    {
        await using var pubsub = await StartAsync(("concurrencyMode", "parallel"));
        var release = new TaskCompletionSource<DeliveryOutcome>();
        var inbox = new Inbox { Answer = (_, _) => new ValueTask<DeliveryOutcome>(release.Task) };
        await SubscribeAsync(pubsub, _topic, inbox);

        await PublishAsync(pubsub, _topic, Numbered(101));

        await inbox.HoldsAsync(100);
        Assert.Equal(100, inbox.Texts.Count);
        release.SetResult(DeliveryOutcome.Handled);
        await inbox.HoldsAsync(101);
    }

    private Task<IPubSub> StartAsync(params (string Name, string Value)[] metadata) =>
        _bench.StartAsync<IPubSub>("pubsub.nats", [("natsURL", nats.Url), .. metadata]);
}
