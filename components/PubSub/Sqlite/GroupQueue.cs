using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.PubSub;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.Components.PubSub.Sqlite;

/// <summary>What one subscription does with its queue in the store. Every method throws <see cref="ComponentException"/> when the store cannot be used.</summary>
internal sealed partial class GroupQueue(
    SqlitePubSubOptions options, CommitQueue commits, Owner owner, Retention retention, string topic, ILogger log)
{
    private Membership? _membership;

    /// <summary>The number of the topic; zero before the store was asked.</summary>
    public long TopicId => Volatile.Read(ref _membership)?.Queue.TopicId ?? 0;

    public async Task JoinAsync(CancellationToken cancellation)
    {
        var self = owner.Id;
        var joined = await commits.RunAsync(
            store =>
            {
                var topicId = store.Messages.Topic(topic);
                var queue = store.Queues.Ensure(topicId, options.Group, options.StartsAtEarliest, store.Now);
                return new Membership(store.Queues.Join(self, queue), self, new QueueKey(queue, topicId, topic));
            },
            cancellation);
        Volatile.Write(ref _membership, joined);
    }

    /// <summary>Takes messages, in the order in which their handlers are to start. Not to be cancelled: what is leased must be known here.</summary>
    public async Task<Take> TakeAsync(int count)
    {
        while (true)
        {
            if (_membership is not { } joined || joined.Owner != owner.Id)
            {
                // The others took this process for dead meanwhile.
                await JoinAsync(CancellationToken.None);
                continue;
            }

            var take = await commits.RunAsync(
                store => store.Leases.Take(joined, count, options.MaxDeliveries, store.Now), CancellationToken.None);
            if (!take.QueueExists)
            {
                await JoinAsync(CancellationToken.None);
                continue;
            }

            foreach (var reason in take.Buried)
            {
                Log.DeadLetter(log, topic, options.Group, reason);
            }

            return take;
        }
    }

    public async Task SettleAsync(Delivery delivery, DeliveryOutcome outcome)
    {
        var queue = delivery.Membership.Queue;
        var self = delivery.Membership.Owner;
        var buried = await commits.RunAsync(
            store =>
            {
                switch (outcome)
                {
                    case DeliveryOutcome.Handled:
                        store.Leases.Handled(queue.Id, delivery.Seq, self);
                        return false;
                    case DeliveryOutcome.Abandoned:
                        store.Leases.Abandoned(queue.Id, delivery.Seq, self);
                        store.Touch(queue.TopicId);
                        return false;
                    case DeliveryOutcome.Failed when options.MaxDeliveries > 0 && delivery.Deliveries >= options.MaxDeliveries:
                        return store.Leases.Exhausted(queue, delivery, self);
                    default:
                        store.Leases.Failed(queue.Id, delivery.Seq, self, store.Now + (long)Pause(delivery.Deliveries).TotalMilliseconds);
                        return false;
                }
            },
            CancellationToken.None);
        retention.Settled(queue.TopicId);
        if (buried)
        {
            Log.DeadLetter(log, topic, options.Group, DeadLetterTable.Exhausted(delivery.Deliveries));
        }
    }

    /// <summary>Gives back what no handler has seen, or what nobody waits for any more.</summary>
    public Task ReleaseAsync(IReadOnlyCollection<Delivery> deliveries) => commits.RunAsync(
        store =>
        {
            foreach (var delivery in deliveries)
            {
                store.Leases.Abandoned(delivery.Membership.Queue.Id, delivery.Seq, delivery.Membership.Owner);
                store.Touch(delivery.Membership.Queue.TopicId);
            }

            return true;
        },
        CancellationToken.None);

    public async Task LeaveAsync()
    {
        if (Interlocked.Exchange(ref _membership, null) is { } left)
        {
            await commits.RunAsync(
                store =>
                {
                    store.Queues.Leave(left.Id, left.Queue.Id, store.Now);
                    return true;
                },
                CancellationToken.None);
        }
    }

    // Doubled each time: a dependency of the app that is away for minutes does not make a dead letter of everything.
    private TimeSpan Pause(int deliveries) =>
        TimeSpan.FromTicks((long)Math.Min(options.MaxRedeliverInterval.Ticks, options.RedeliverInterval.Ticks * Math.Pow(2, deliveries - 1)));

    private static partial class Log
    {
        [LoggerMessage(5101, LogLevel.Warning, "A message of {Topic} became a dead letter of {Group}: {Reason}")]
        public static partial void DeadLetter(ILogger logger, string topic, string group, string reason);
    }
}
