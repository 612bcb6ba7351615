using MeshRuntime.Abstractions.Errors;
using MeshRuntime.Abstractions.Mtls;
using MeshRuntime.Abstractions.PubSub;
using MeshRuntime.DataPlane.Messaging.Events;
using MeshRuntime.DataPlane.Resilience;
using MeshRuntime.DataPlane.Snapshots;
using MeshRuntime.DataPlane.Telemetry;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.DataPlane.Messaging.Publishing;

/// <summary>
/// The door for messages of our app: finds the broker, makes a CloudEvent of the data, asks whether the app may, and hands it over. In Dapr's order,
/// so that a request with several faults gets the same error.
/// </summary>
public sealed class Publisher
{
    private const string RawPayload = "rawPayload";

    private readonly WorkloadIdentity _self;
    private readonly SnapshotCell _snapshots;
    private readonly PubSubMeters _meters;
    private readonly TimeProvider _time;
    private readonly GuardedWire _wire;

    /// <param name="self">Who publishes.</param>
    /// <param name="snapshots">Which brokers there are.</param>
    /// <param name="parts">Clock, meters, loggers.</param>
    public Publisher(WorkloadIdentity self, SnapshotCell snapshots, DataPlaneParts parts)
    {
        ArgumentNullException.ThrowIfNull(self);
        ArgumentNullException.ThrowIfNull(parts);
        (_self, _snapshots, _meters, _time) = (self, snapshots, parts.Meters.PubSub, parts.Time);
        Policies = new ComponentPolicies(new Policies(self.Namespace, parts.Time, parts.Chance, parts.Meters.Resiliency, parts.Loggers));
        _wire = new GuardedWire(new BrokerWire(parts.Loggers.CreateLogger<BrokerWire>()), Policies);
    }

    /// <summary>Who publishes.</summary>
    public WorkloadIdentity Self => _self;

    /// <summary>What surrounds publishes and deliveries: a broker has one breaker for both.</summary>
    internal ComponentPolicies Policies { get; }

    /// <summary>Finds what a request names, before its body is read.</summary>
    /// <param name="pubsub">The broker's component.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="metadata">The request's.</param>
    /// <param name="target">What it names.</param>
    /// <returns>Null, or why it cannot be published to.</returns>
    public MeshError? Find(string pubsub, string topic, IReadOnlyDictionary<string, string>? metadata, out PublishTarget? target)
    {
        target = null;
        if (pubsub.Length == 0)
        {
            return PublishErrors.NoName(metadata);
        }

        if (!_snapshots.Current.PubSubs.TryGetValue(pubsub, out var plan))
        {
            return PublishErrors.NotFound(pubsub, metadata);
        }

        if (topic.Length == 0)
        {
            return PublishErrors.NoTopic(pubsub, metadata);
        }

        var raw = metadata?.GetValueOrDefault(RawPayload);
        if (!GoBool.TryParse(raw, out var isRaw))
        {
            return PublishErrors.BadRawPayload(pubsub, raw!, metadata);
        }

        target = new PublishTarget(plan, topic, metadata, isRaw);
        return null;
    }

    /// <summary>Publishes one piece of data.</summary>
    /// <returns>Null when the broker has it.</returns>
    /// <exception cref="OperationCanceledException">The publisher gave up.</exception>
    public async ValueTask<MeshError?> PublishAsync(PublishTarget target, PublishEntry entry, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(entry);
        if (Envelop(target, entry, target.Metadata, out var data) is { } bad)
        {
            return bad;
        }

        if (!target.Plan.Scopes.AllowsPublish(target.Topic))
        {
            return PublishErrors.Forbidden(target.Plan.Name, target.Topic, _self.AppId);
        }

        var began = _time.GetTimestamp();
        var failure = await _wire.PublishAsync(target.Plan, Message(target, data, target.Metadata), cancellation);
        _meters.Published(Labels(target.Plan, target.Topic), failure is null, _time.GetElapsedTime(began));
        return failure is null ? null : PublishErrors.Failed(target.Plan.Name, target.Topic, failure.Message);
    }

    /// <summary>Publishes many. An entry's metadata is its own; the request's counts for none of them unless the entry brought some (Dapr).</summary>
    /// <exception cref="OperationCanceledException">The publisher gave up.</exception>
    public async ValueTask<BulkOutcome> PublishBulkAsync(PublishTarget target, IReadOnlyList<PublishEntry> entries, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(entries);
        var ids = new HashSet<string>(entries.Count, StringComparer.Ordinal);
        if (!entries.All(entry => entry.Id.Length > 0 && ids.Add(entry.Id)))
        {
            return new BulkOutcome(PublishErrors.BadEntryId(target.Plan.Name, target.Topic, _self.AppId), []);
        }

        var messages = new List<PubSubMessage>(entries.Count);
        foreach (var entry in entries)
        {
            if (Envelop(target, entry, entry.Metadata, out var data) is { } bad)
            {
                return new BulkOutcome(bad, []);
            }

            messages.Add(Message(target, data, entry.Metadata));
        }

        if (!target.Plan.Scopes.AllowsPublish(target.Topic))
        {
            return new BulkOutcome(PublishErrors.Forbidden(target.Plan.Name, target.Topic, _self.AppId), []);
        }

        var began = _time.GetTimestamp();
        var results = messages.Count == 0 ? [] : await _wire.PublishAsync(target.Plan, messages, cancellation);
        var failures = results.Select((failure, i) => failure is null ? null : new BulkFailure(entries[i].Id, failure.Message)).OfType<BulkFailure>().ToList();
        _meters.BulkPublished(Labels(target.Plan, target.Topic), failures.Count == 0, _time.GetElapsedTime(began));
        return new BulkOutcome(null, failures);
    }

    /// <summary>Publishes what was received once more, unchanged, to another topic of its broker.</summary>
    /// <returns>Null when the broker has it; else why not.</returns>
    /// <exception cref="OperationCanceledException">The sidecar gave up.</exception>
    internal async ValueTask<string?> RepublishAsync(PubSubPlan plan, string topic, PubSubMessage received, CancellationToken cancellation)
    {
        if (!plan.Scopes.AllowsPublish(topic))
        {
            return $"topic {topic} is not allowed for app id {_self.AppId}";
        }

        var began = _time.GetTimestamp();
        var failure = await _wire.PublishAsync(plan, received with { Topic = plan.TopicPrefix + topic }, cancellation);
        _meters.Published(Labels(plan, topic), failure is null, _time.GetElapsedTime(began));
        return failure?.Message;
    }

    private MeshError? Envelop(PublishTarget target, PublishEntry entry, IReadOnlyDictionary<string, string>? metadata, out ReadOnlyMemory<byte> data)
    {
        data = entry.Data;
        if (target.IsRaw)
        {
            return null;
        }

        var now = _time.GetLocalNow();
        var ttl = target.Plan.HasMessageTtl ? null : MessageTtl.Read(metadata);
        var source = new EventSource(_self.AppId, target.Plan.Name, target.Topic, entry.Trace, now, ttl is { } span ? Later(now, span) : null);
        if (MediaType.ClassOf(entry.ContentType) != ContentClass.CloudEvent)
        {
            data = CloudEventWriter.Wrap(source, entry.ContentType, entry.Data, metadata);
            return null;
        }

        if (!JsonFields.TryParse(entry.Data, out var written, out var problem))
        {
            return PublishErrors.BadCloudEvent(target.Plan.Name, _self.AppId, problem);
        }

        data = CloudEventWriter.Complete(source, written, entry.Data.Length);
        return null;
    }

    // Thirty thousand years are for ever: the calendar ends before, in both directions.
    private static DateTimeOffset? Later(DateTimeOffset now, TimeSpan ttl) =>
        ttl > DateTimeOffset.MaxValue - now ? null
        : ttl < DateTimeOffset.UnixEpoch - now ? DateTimeOffset.UnixEpoch
        : now + ttl;

    private static PubSubMessage Message(PublishTarget target, ReadOnlyMemory<byte> data, IReadOnlyDictionary<string, string>? metadata) =>
        new(target.Plan.TopicPrefix + target.Topic, data) { Metadata = metadata };

    private TopicLabels Labels(PubSubPlan plan, string topic) => new(plan.Name, _self.Namespace, topic);
}
