using MeshRuntime.TestBrokers;

namespace MeshRuntime.InteropTests.Messaging;

/// <summary>A redis-server, looked through every 200 ms for what was not settled within 2 s.</summary>
public sealed class RedisFixture : BrokerFixture
{
    private readonly RedisBroker _server = new();

    private protected override string Kind => "redis";

    private protected override Broker Server => _server;

    private protected override TheoryData<string> OfOtherClients => TopicScenarios.OfRedisCli;

    private protected override IEnumerable<(string Name, string Value)> Metadata =>
        [("redisHost", $"127.0.0.1:{_server.Port}"), ("processingTimeout", "2000"), ("redeliverInterval", "200")];
}
