using MeshRuntime.Abstractions.PubSub;
using MeshRuntime.ComponentTests.Kit;
using MeshRuntime.TestBrokers;

namespace MeshRuntime.ComponentTests.PubSub.Redis;

public sealed class RedisPartitionTests() : PartitionTest(new RedisBroker(), lostLine: 5200)
{
    private protected override Task<IPubSub> StartAsync(Bench bench, int port) =>
        bench.StartAsync<IPubSub>("pubsub.redis", ("redisHost", $"127.0.0.1:{port}"), ("processingTimeout", "1s"), ("redeliverInterval", "100ms"));
}
