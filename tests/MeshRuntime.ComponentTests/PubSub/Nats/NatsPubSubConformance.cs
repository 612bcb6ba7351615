using MeshRuntime.Abstractions.PubSub;
using MeshRuntime.ComponentTests.Kit;

namespace MeshRuntime.ComponentTests.PubSub.Nats;

public sealed class NatsPubSubConformance(NatsFixture nats) : PubSubConformance, IClassFixture<NatsFixture>
{
    protected override bool RedeliversFailed => false;

    protected override bool KeepsMessagesWithoutSubscriber => false;

    protected override Task<IPubSub> StartAsync(string consumerId) =>
        new Bench("unused").StartAsync<IPubSub>("pubsub.nats", ("natsURL", nats.Url), ("consumerID", consumerId));
}
