using MeshRuntime.ComponentTests.Kit;
using MeshRuntime.TestBrokers;

namespace MeshRuntime.ComponentTests.PubSub.RabbitMq;

/// <summary>A broker that the tests share: its start takes longer than all of them.</summary>
[CollectionDefinition(Name)]
public sealed class RabbitServer : IAsyncLifetime, ICollectionFixture<RabbitServer>
{
    public const string Name = "RabbitMQ";

    public RabbitServer() => Broker = new RabbitBroker { Certificates = Certificates.Folder };

    internal RabbitBroker Broker { get; }

    internal BrokerCertificates Certificates { get; } = new();

    public async ValueTask InitializeAsync() => await Broker.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await Broker.DisposeAsync();
        Certificates.Dispose();
    }
}
