using MeshRuntime.Abstractions.PubSub;
using MeshRuntime.ComponentTests.Kit;

namespace MeshRuntime.ComponentTests.PubSub.RabbitMq;

[Collection(RabbitServer.Name)]
public sealed class RabbitMqPubSubConformance(RabbitServer server) : PubSubConformance
{
    protected override async Task<IPubSub> StartAsync(string consumerId) => await new Bench("unused").StartAsync<IPubSub>(
        "pubsub.rabbitmq",
        ("connectionString", server.Broker.ConnectionString),
        ("consumerID", consumerId),
        ("deletedWhenUnused", "false"),
        ("requeueInFailure", "true"));
}
