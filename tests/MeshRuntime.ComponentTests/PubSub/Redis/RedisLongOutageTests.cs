using MeshRuntime.Abstractions.PubSub;
using MeshRuntime.ComponentTests.Kit;
using MeshRuntime.TestBrokers;

namespace MeshRuntime.ComponentTests.PubSub.Redis;

public sealed class RedisLongOutageTests() : LongOutageTest(new RedisBroker())
{
    protected override TimeSpan LongestPause => TimeSpan.FromSeconds(2);

    // The one that publishes, and that of the subscription.
    protected override int Connections => 2;

    private protected override Task<IPubSub> StartAsync(Bench bench, int port) =>
        bench.StartAsync<IPubSub>("pubsub.redis", ("redisHost", $"127.0.0.1:{port}"));
}
