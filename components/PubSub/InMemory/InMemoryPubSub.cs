using System.Collections.Immutable;
using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.PubSub;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.Components.PubSub.InMemory;

/// <summary>
/// Passes messages on inside this process and keeps none: for trials and tests. Every subscription gets every message, one at a time and in order; a
/// publisher waits while a subscriber still has the message before. What nobody subscribes to, and what fails, is gone. No fields.
/// </summary>
internal sealed class InMemoryPubSub(ComponentContext context) : IPubSub
{
    private readonly ILogger _log = context.Loggers.CreateLogger<InMemoryPubSub>();
    private ImmutableList<InMemorySubscription> _subscriptions = [];

    public IReadOnlyList<string> Capabilities { get; } = [PubSubCapability.SubscribeWildcards];

    public ValueTask StartAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

    public async ValueTask PublishAsync(PubSubMessage message, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(message);
        cancellation.ThrowIfCancellationRequested();

        // The publisher may use its buffer again while the handlers still read.
        var own = message with { Data = message.Data.ToArray() };
        await Task.WhenAll(Volatile.Read(ref _subscriptions)
            .Where(subscription => subscription.Takes(own.Topic))
            .Select(subscription => subscription.OfferAsync(own, cancellation)));
    }

    public ValueTask<ISubscription> SubscribeAsync(TopicSubscription subscription, MessageHandler handler, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(subscription);
        ArgumentNullException.ThrowIfNull(handler);
        cancellation.ThrowIfCancellationRequested();
        var running = new InMemorySubscription(subscription.Topic, handler, Forget, _log);
        ImmutableInterlocked.Update(ref _subscriptions, static (all, one) => all.Add(one), running);
        return ValueTask.FromResult<ISubscription>(running);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var subscription in Volatile.Read(ref _subscriptions))
        {
            await subscription.StopAsync(new CancellationToken(canceled: true));
        }
    }

    private void Forget(InMemorySubscription stopped) =>
        ImmutableInterlocked.Update(ref _subscriptions, static (all, one) => all.Remove(one), stopped);
}
