using MeshRuntime.TestBrokers;

namespace MeshRuntime.InteropTests.Messaging;

/// <summary>A rabbitmq-server whose queues outlive their subscribers and take failed messages back.</summary>
public sealed class RabbitMqFixture : BrokerFixture
{
    private readonly RabbitBroker _server = new();

    private protected override string Kind => "rabbitmq";

    private protected override Broker Server => _server;

    private protected override IEnumerable<(string Name, string Value)> Metadata =>
        [("connectionString", _server.ConnectionString), ("deletedWhenUnused", "false"), ("requeueInFailure", "true")];
}
