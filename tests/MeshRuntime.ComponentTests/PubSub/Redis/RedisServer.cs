using MeshRuntime.TestBrokers;

namespace MeshRuntime.ComponentTests.PubSub.Redis;

/// <summary>A server that the tests of a class share, each with topics of its own.</summary>
public sealed class RedisServer : IAsyncLifetime
{
    internal RedisBroker Broker { get; } = new();

    public async ValueTask InitializeAsync() => await Broker.StartAsync();

    public async ValueTask DisposeAsync() => await Broker.DisposeAsync();
}
