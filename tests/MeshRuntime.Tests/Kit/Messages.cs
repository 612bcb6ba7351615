using MeshRuntime.Abstractions.Mtls;
using MeshRuntime.DataPlane;
using MeshRuntime.DataPlane.Messaging.Delivery;
using MeshRuntime.DataPlane.Messaging.Publishing;
using MeshRuntime.DataPlane.Messaging.Queues;
using MeshRuntime.DataPlane.Messaging.Subscriptions;
using MeshRuntime.DataPlane.Snapshots;
using MeshRuntime.DataPlane.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace MeshRuntime.Tests.Kit;

/// <summary>The messaging part of a sidecar, with nothing around it.</summary>
internal sealed class Messages
{
    public static readonly WorkloadIdentity Self = new("public", "default", "orders");

    public Messages(SnapshotCell? snapshots = null, IEventReceiver? app = null, IAppTopicSource? topics = null, ILoggerFactory? logs = null)
    {
        Snapshots = snapshots ?? new SnapshotCell();
        Parts = new DataPlaneParts(Clock, new Random(1), Meters, logs ?? NullLoggerFactory.Instance);
        Publisher = new Publisher(Self, Snapshots, Parts);
        Queues = new BrokerQueues(Self, Snapshots, Parts);
        Subscriptions = new TopicSubscriptions(app, Publisher, Snapshots, Parts);
        Topics = new AppTopics(topics, Subscriptions, Snapshots, health: null, Parts);
    }

    public ManualClock Clock { get; } = new();

    public MeshMeters Meters { get; } = new();

    public SnapshotCell Snapshots { get; }

    public DataPlaneParts Parts { get; }

    public Publisher Publisher { get; }

    public BrokerQueues Queues { get; }

    public TopicSubscriptions Subscriptions { get; }

    public AppTopics Topics { get; }
}
