using MeshRuntime.Abstractions.PubSub;
using MeshRuntime.ComponentTests.Kit;

namespace MeshRuntime.ComponentTests.PubSub.Sqlite;

public sealed class SqlitePubSubConformance : PubSubConformance
{
    private readonly TempFolder _folder = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    protected override Task<IPubSub> StartAsync(string consumerId) =>
        new Bench(_folder.Path).StartAsync<IPubSub>("pubsub.sqlite", ("consumerID", consumerId), ("redeliverInterval", "50ms"));
}
