using System.Collections.Concurrent;
using MeshRuntime.Abstractions.Components;

namespace MeshRuntime.Components.Clients.Nats;

/// <summary>Knows every subscription and hands each message to its own.</summary>
internal sealed class NatsRouter
{
    private readonly ConcurrentDictionary<long, NatsSubscription> _subscriptions = new();
    private long _lastId;

    /// <summary>What a new connection has to be told.</summary>
    public IEnumerable<NatsSubscription> Wanted => _subscriptions.Values.Where(subscription => !subscription.IsEnding);

    public NatsSubscription Add(string subject, string? queueGroup, Action<NatsMessage> deliver)
    {
        var subscription = new NatsSubscription(Interlocked.Increment(ref _lastId), subject, queueGroup, deliver);
        _subscriptions[subscription.Id] = subscription;
        return subscription;
    }

    public void Remove(NatsSubscription subscription) => _subscriptions.TryRemove(subscription.Id, out _);

    /// <summary>Hands a message over. One for nobody was on its way when its subscription ended.</summary>
    public void Deliver(in NatsFrame frame)
    {
        if (_subscriptions.TryGetValue(frame.SubscriptionId, out var subscription))
        {
            subscription.Deliver(NatsMessage.Of(frame));
        }
    }

    /// <summary>Notes that the server refused the subscriptions to a subject.</summary>
    public void Refuse(string subject, string reason)
    {
        foreach (var subscription in _subscriptions.Values.Where(subscription => subscription.Subject == subject))
        {
            subscription.Refusal = reason;
        }
    }

    /// <summary>Tells a new connection of every subscription, and puts it to use.</summary>
    /// <exception cref="ComponentException">It was lost.</exception>
    public async Task TellAsync(NatsConnection connection, NatsLink link, CancellationToken cancellation)
    {
        var told = new HashSet<long>();

        // A subscription that is added while we tell of the others finds no connection yet, so look until there is no new one.
        do
        {
            foreach (var subscription in Wanted.Where(subscription => told.Add(subscription.Id)))
            {
                await connection.SubscribeAsync(subscription, cancellation);
            }
        }
        while (!link.TryUse(connection, () => Wanted.All(subscription => told.Contains(subscription.Id))));
    }
}
