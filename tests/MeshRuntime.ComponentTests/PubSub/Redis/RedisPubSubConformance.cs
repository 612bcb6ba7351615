using MeshRuntime.Abstractions.PubSub;
using MeshRuntime.ComponentTests.Kit;
using MeshRuntime.TestBrokers;

namespace MeshRuntime.ComponentTests.PubSub.Redis;

/// <summary>One server for all tests of the class.</summary>
public sealed class RedisPubSubConformance(RedisServer server) : PubSubConformance, IClassFixture<RedisServer>
{
    // Ten handlers run at once.
    protected override bool KeepsOrder => false;

    protected override async Task<IPubSub> StartAsync(string consumerId) => await new Bench("unused").StartAsync<IPubSub>(
        "pubsub.redis",
        ("redisHost", $"127.0.0.1:{server.Broker.Port}"),
        ("consumerID", consumerId),
        ("processingTimeout", "600"),
        ("redeliverInterval", "200"));
}
