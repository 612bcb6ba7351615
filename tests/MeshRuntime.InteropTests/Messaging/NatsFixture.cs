using MeshRuntime.TestBrokers;

namespace MeshRuntime.InteropTests.Messaging;

/// <summary>A nats-server that keeps nothing.</summary>
public sealed class NatsFixture : BrokerFixture
{
    private readonly NatsBroker _server = new();

    private protected override bool Redelivers => false;

    private protected override string Kind => "nats";

    private protected override Broker Server => _server;

    private protected override TheoryData<string> OfOtherClients => TopicScenarios.OfPlainNats;

    private protected override IEnumerable<(string Name, string Value)> Metadata =>
        [("natsURL", $"nats://127.0.0.1:{_server.Port}"), ("concurrencyMode", "parallel")];
}
