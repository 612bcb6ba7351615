using MeshRuntime.Abstractions.PubSub;
using MeshRuntime.ComponentTests.Kit;
using MeshRuntime.TestBrokers;

namespace MeshRuntime.ComponentTests.PubSub.Nats;

public sealed class NatsPartitionTests() : PartitionTest(new NatsBroker(), lostLine: 5211)
{
    protected override bool Keeps => false;

    private protected override Task<IPubSub> StartAsync(Bench bench, int port) =>
        bench.StartAsync<IPubSub>("pubsub.nats", ("natsURL", $"nats://127.0.0.1:{port}"));
}
