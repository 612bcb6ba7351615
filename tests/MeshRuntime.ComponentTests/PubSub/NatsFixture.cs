using MeshRuntime.TestBrokers;

namespace MeshRuntime.ComponentTests.PubSub;

/// <summary>One nats-server for the tests of a class.</summary>
public sealed class NatsFixture : IAsyncLifetime
{
    private readonly NatsBroker _broker = new();

    public string Url => $"nats://127.0.0.1:{_broker.Port}";

    public async ValueTask InitializeAsync() => await _broker.StartAsync();

    public async ValueTask DisposeAsync() => await _broker.DisposeAsync();
}
