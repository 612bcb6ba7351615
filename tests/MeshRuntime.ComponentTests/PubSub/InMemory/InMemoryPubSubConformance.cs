using MeshRuntime.Abstractions.PubSub;
using MeshRuntime.ComponentTests.Kit;

namespace MeshRuntime.ComponentTests.PubSub.InMemory;

public sealed class InMemoryPubSubConformance : PubSubConformance
{
    private readonly IPubSub _broker = new Bench("unused").Make<IPubSub>("pubsub.in-memory");

    protected override bool RedeliversFailed => false;

    protected override bool CompetesWithinGroup => false;

    protected override bool KeepsMessagesWithoutSubscriber => false;

    protected override async Task<IPubSub> StartAsync(string consumerId)
    {
        await _broker.StartAsync(CancellationToken.None);
        return _broker;
    }
}
