using MeshRuntime.Abstractions.PubSub;
using MeshRuntime.ComponentTests.Kit;
using MeshRuntime.TestBrokers;

namespace MeshRuntime.ComponentTests.PubSub.JetStream;

public sealed class JetStreamPartitionTests() : PartitionTest(new NatsBroker(), lostLine: 5211)
{
    private protected override Task<IPubSub> StartAsync(Bench bench, int port) =>
        bench.StartAsync<IPubSub>(
            "pubsub.jetstream", ("natsURL", $"nats://127.0.0.1:{port}"), ("createStream", "true"), ("ackWait", "1s"), ("durableName", "app"), ("queueGroupName", "app"));
}
