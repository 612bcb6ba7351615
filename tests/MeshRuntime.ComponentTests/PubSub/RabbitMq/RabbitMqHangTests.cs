using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.PubSub;
using MeshRuntime.ComponentTests.Kit;

namespace MeshRuntime.ComponentTests.PubSub.RabbitMq;

/// <summary>A broker that keeps its connections and says nothing. The only ones that are lost by that are those of this test.</summary>
[Collection(RabbitServer.Name)]
public sealed class RabbitMqHangTests(RabbitServer server) : IAsyncDisposable
{
    private readonly RabbitBench _bench = new(server.Broker.ConnectionString);

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task BrokerThatHangs_IsNoticedByItsHeartbeat()
    {
        var pubsub = await _bench.StartAsync(("heartBeat", "1s"), ("deletedWhenUnused", "false"), ("reconnectWaitSeconds", "500ms"));
        var inbox = new Inbox();
        await _bench.SubscribeAsync(pubsub, inbox);
        await _bench.PublishAsync(pubsub, "before");

        server.Broker.Pause(true);
        try
        {
            var unconfirmed = await Assert.ThrowsAsync<ComponentException>(() => PublishForEverAsync(pubsub).WaitAsync(TimeSpan.FromSeconds(20)));
            Assert.Equal(ComponentFault.Unavailable, unconfirmed.Fault);
        }
        finally
        {
            server.Broker.Pause(false);
        }

        await _bench.PublishSurelyAsync(pubsub, "after");
        await inbox.HoldsAsync(["before", "after"]);
    }

    /// <summary>More than once: the signal takes its time until it has stopped every thread of the broker.</summary>
    private async Task PublishForEverAsync(IPubSub pubsub)
    {
        while (true)
        {
            await _bench.PublishAsync(pubsub, "during");
        }
    }
}
