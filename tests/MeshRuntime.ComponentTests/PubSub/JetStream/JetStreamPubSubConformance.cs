using MeshRuntime.Abstractions.PubSub;
using MeshRuntime.ComponentTests.Kit;

namespace MeshRuntime.ComponentTests.PubSub.JetStream;

public sealed class JetStreamPubSubConformance(NatsFixture nats) : PubSubConformance, IClassFixture<NatsFixture>
{
    protected override Task<IPubSub> StartAsync(string consumerId) => new Bench("unused").StartAsync<IPubSub>(
        "pubsub.jetstream",
        ("natsURL", nats.Url),
        ("createStream", "true"),
        ("durableName", consumerId),
        ("queueGroupName", consumerId),
        ("ackWait", "500ms"));
}
