using MeshRuntime.Abstractions.Errors;
using MeshRuntime.Abstractions.Mtls;
using MeshRuntime.Abstractions.PubSub;
using MeshRuntime.DataPlane.Messaging.Publishing;
using MeshRuntime.DataPlane.Snapshots;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.DataPlane.Messaging.Queues;

/// <summary>
/// The door to what waits in brokers: names queues without the prefix of a namespace, shows those of topics that our app may use, and reads messages of
/// topics alone that it may subscribe to.
/// </summary>
public sealed class BrokerQueues
{
    /// <summary>The most messages that one question shows: each may be as large as its broker allows.</summary>
    public const int MaxPeek = 100;

    private readonly WorkloadIdentity _self;
    private readonly SnapshotCell _snapshots;
    private readonly QueueWire _wire;

    /// <param name="self">Who asks.</param>
    /// <param name="snapshots">Which brokers there are.</param>
    /// <param name="parts">Loggers.</param>
    public BrokerQueues(WorkloadIdentity self, SnapshotCell snapshots, DataPlaneParts parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        (_self, _snapshots) = (self, snapshots);
        _wire = new QueueWire(parts.Loggers.CreateLogger<QueueWire>());
    }

    /// <summary>Every queue of a broker that our app may see.</summary>
    /// <exception cref="OperationCanceledException">Who asked gave up.</exception>
    public async ValueTask<QueueAnswer<IReadOnlyList<QueueStatus>>> ListAsync(string pubsub, CancellationToken cancellation) =>
        Find(pubsub, out var plan) is { } unknown ? new([], unknown) : await ListAsync(plan!, cancellation);

    /// <summary>The oldest messages of a queue, which stay in it.</summary>
    /// <param name="pubsub">The broker's component.</param>
    /// <param name="topic">Without prefix.</param>
    /// <param name="group">Null: the only group of the topic, or else our app's own.</param>
    /// <param name="deadLetters">True for those that failed too often, false for those that wait.</param>
    /// <param name="count">1 to <see cref="MaxPeek"/>.</param>
    /// <param name="cancellation">Ends the question.</param>
    /// <exception cref="OperationCanceledException">Who asked gave up.</exception>
    public ValueTask<QueueAnswer<IReadOnlyList<QueuedMessage>>> PeekAsync(
        string pubsub, string topic, string? group, bool deadLetters, int count, CancellationToken cancellation) =>
        AskAsync(pubsub, topic, group, (broker, name, of) => broker.PeekAsync(name, of, deadLetters, count, cancellation), cancellation);

    /// <summary>Puts the dead letters of a queue back into it; says how many.</summary>
    /// <param name="pubsub">The broker's component.</param>
    /// <param name="topic">Without prefix.</param>
    /// <param name="group">Null: the only group of the topic, or else our app's own.</param>
    /// <param name="cancellation">Ends the wait; what was put back stays there.</param>
    /// <exception cref="OperationCanceledException">Who asked gave up.</exception>
    public ValueTask<QueueAnswer<long>> RedriveAsync(string pubsub, string topic, string? group, CancellationToken cancellation) =>
        AskAsync(pubsub, topic, group, (broker, name, of) => broker.RedriveAsync(name, of, cancellation), cancellation);

    private async ValueTask<QueueAnswer<T>> AskAsync<T>(
        string pubsub, string topic, string? group, Func<IQueueInspector, string, string, ValueTask<T>> question, CancellationToken cancellation)
    {
        if (Find(pubsub, out var plan) is { } unknown)
        {
            return new(default!, unknown);
        }

        // Who may only publish learns of the topic's length, not of what others wrote.
        if (!plan!.Scopes.AllowsSubscribe(topic))
        {
            return new(default!, QueueErrors.Forbidden(pubsub, topic, _self.AppId));
        }

        if (group is null)
        {
            var (chosen, error) = await ChooseAsync(plan, topic, cancellation);
            if (error is not null)
            {
                return new(default!, error);
            }

            group = chosen;
        }

        return await _wire.AskAsync(plan, broker => question(broker, plan.TopicPrefix + topic, group), cancellation);
    }

    private async ValueTask<QueueAnswer<string>> ChooseAsync(PubSubPlan plan, string topic, CancellationToken cancellation)
    {
        var (queues, error) = await ListAsync(plan, cancellation);
        if (error is not null)
        {
            return new("", error);
        }

        var groups = queues.Where(queue => queue.Topic == topic).Select(queue => queue.Group).ToList();
        return groups.Count == 1 ? new(groups[0], null)
            : groups.Contains(_self.AppId) ? new(_self.AppId, null)
            : new("", QueueErrors.WhichGroup(plan.Name, topic, groups));
    }

    private async ValueTask<QueueAnswer<IReadOnlyList<QueueStatus>>> ListAsync(PubSubPlan plan, CancellationToken cancellation)
    {
        var (queues, error) = await _wire.AskAsync(plan, broker => broker.ListAsync(cancellation), cancellation);
        return error is not null ? new([], error) : new(
            [
                .. queues.Where(queue => queue.Topic.StartsWith(plan.TopicPrefix, StringComparison.Ordinal))
                    .Select(queue => queue with { Topic = queue.Topic[plan.TopicPrefix.Length..] })
                    .Where(queue => plan.Scopes.AllowsSubscribe(queue.Topic) || plan.Scopes.AllowsPublish(queue.Topic)),
            ],
            null);
    }

    private MeshError? Find(string pubsub, out PubSubPlan? plan) =>
        _snapshots.Current.PubSubs.TryGetValue(pubsub, out plan) ? null : PublishErrors.NotFound(pubsub, metadata: null);
}
