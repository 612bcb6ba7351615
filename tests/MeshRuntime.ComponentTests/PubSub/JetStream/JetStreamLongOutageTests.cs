using MeshRuntime.Abstractions.PubSub;
using MeshRuntime.ComponentTests.Kit;
using MeshRuntime.TestBrokers;

namespace MeshRuntime.ComponentTests.PubSub.JetStream;

public sealed class JetStreamLongOutageTests() : LongOutageTest(new NatsBroker())
{
    protected override TimeSpan LongestPause => TimeSpan.FromSeconds(3);

    // Each says something else, and they take turns: a line for each would be forty a minute.
    protected override int Servers => 2;

    private protected override Task<IPubSub> StartAsync(Bench bench, int port) =>
        bench.StartAsync<IPubSub>(
            "pubsub.jetstream", ("natsURL", $"nats://127.0.0.1:{port},nats://127.0.0.1:1"), ("createStream", "true"), ("durableName", "app"));
}
