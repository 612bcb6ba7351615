using MeshRuntime.TestBrokers;

namespace MeshRuntime.InteropTests.Messaging;

/// <summary>A nats-server with JetStream: each topic is a stream that each app has one durable consumer of.</summary>
public sealed class JetStreamFixture : BrokerFixture
{
    private readonly NatsBroker _server = new();

    private protected override string Kind => "jetstream";

    private protected override Broker Server => _server;

    private protected override TheoryData<string> OfOtherClients => TopicScenarios.OfPlainNats;

    private protected override IEnumerable<(string Name, string Value)> Metadata =>
    [
        ("natsURL", $"nats://127.0.0.1:{_server.Port}"), ("createStream", "true"), ("durableName", "{appID}"), ("queueGroupName", "{appID}"),
        ("ackWait", "2s"), ("concurrencyMode", "parallel"),
    ];
}
