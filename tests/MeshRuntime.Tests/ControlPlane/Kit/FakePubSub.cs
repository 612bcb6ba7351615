using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.PubSub;

namespace MeshRuntime.Tests.ControlPlane.Kit;

/// <summary>A broker that nobody sends anything to. It knows what it can do only when it has started.</summary>
internal sealed class FakePubSub(Bench bench, ComponentContext context) : FakeComponent(bench, context), IPubSub, IComponent
{
    private readonly Bench _bench = bench;

    IReadOnlyList<string> IComponent.Capabilities => _bench.Running.ContainsKey(Name) && Host == "forgetful" ? [PubSubCapability.MessageTtl] : [];

    public ValueTask PublishAsync(PubSubMessage message, CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask<ISubscription> SubscribeAsync(TopicSubscription subscription, MessageHandler handler, CancellationToken cancellation) =>
        throw new NotSupportedException();
}
