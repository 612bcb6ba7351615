using MeshRuntime.Abstractions.PubSub;
using MeshRuntime.ComponentTests.Kit;
using MeshRuntime.TestBrokers;

namespace MeshRuntime.ComponentTests.PubSub.RabbitMq;

public sealed class RabbitMqLongOutageTests() : LongOutageTest(new RabbitBroker())
{
    protected override TimeSpan LongestPause => TimeSpan.FromSeconds(3);

    private protected override Task<IPubSub> StartAsync(Bench bench, int port) =>
        bench.StartAsync<IPubSub>("pubsub.rabbitmq", ("connectionString", $"amqp://guest:guest@127.0.0.1:{port}"), ("deletedWhenUnused", "false"));
}
