using MeshRuntime.Abstractions.PubSub;
using MeshRuntime.ComponentTests.Kit;
using MeshRuntime.TestBrokers;

namespace MeshRuntime.ComponentTests.PubSub.RabbitMq;

public sealed class RabbitMqPartitionTests() : PartitionTest(new RabbitBroker(), lostLine: 5181)
{
    private protected override Task<IPubSub> StartAsync(Bench bench, int port) =>
        bench.StartAsync<IPubSub>(
            "pubsub.rabbitmq",
            ("connectionString", $"amqp://guest:guest@127.0.0.1:{port}"),
            ("durable", "true"),
            ("deliveryMode", "2"),
            ("deletedWhenUnused", "false"));
}
