using MeshRuntime.Abstractions.Mtls;
using MeshRuntime.DataPlane.App;
using MeshRuntime.DataPlane.Inbound;
using MeshRuntime.DataPlane.Messaging.Delivery;
using MeshRuntime.DataPlane.Messaging.Publishing;
using MeshRuntime.DataPlane.Messaging.Queues;
using MeshRuntime.DataPlane.Messaging.Subscriptions;
using MeshRuntime.DataPlane.Outbound;
using MeshRuntime.DataPlane.Outbound.Layers;
using MeshRuntime.DataPlane.Resilience;
using MeshRuntime.DataPlane.Security;
using MeshRuntime.DataPlane.Snapshots;
using MeshRuntime.DataPlane.Stores;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.DataPlane;

/// <summary>Builds the doors of the data plane and what stands behind them. Holds no logic.</summary>
public sealed class Doors : IDisposable
{
    /// <param name="self">Who we are.</param>
    /// <param name="app">Where our app listens; null when it takes no calls.</param>
    /// <param name="tls">Our certificates; null when mTLS is off.</param>
    /// <param name="parts">Clock, chance, loggers.</param>
    public Doors(WorkloadIdentity self, AppTarget? app, PeerTls? tls, DataPlaneParts parts)
    {
        ArgumentNullException.ThrowIfNull(self);
        Self = self;
        AppHealth? health = null;
        if (app is not null)
        {
            health = app.Probe is { } plan ? new AppHealth(plan.Threshold, parts.Loggers.CreateLogger<AppHealth>()) : null;
            App = new AppChannel(app, self, health);
            Probe = health is null ? null : new AppProbe(app.Probe!, cancellation => App.ProbeAsync(app.Probe!.Path, cancellation), health, parts.Time);
        }

        var policies = new Policies(self.Namespace, parts.Time, parts.Chance, parts.Meters.Resiliency, parts.Loggers);
        Inbound = new InboundGate(Snapshots, App, parts.Meters, parts.Loggers) { Faults = policies.Faults };
        Services = new ServiceTable((name, wanted) =>
        {
            var connections = new PeerConnections(tls, new WorkloadIdentity(self.TrustDomain, name.Namespace, name.AppId), parts.Time);
            return new Service(name, connections, wanted, service => LayerStack.Build(service, connections, policies, parts)) { Time = parts.Time };
        });
        Outbound = new Invoker(self, Snapshots, Services, App) { Own = App is null ? null : LayerStack.BuildOwn(App, policies) };
        Publisher = new Publisher(self, Snapshots, parts);
        IEventReceiver? events = App is null ? null : App.IsHttp ? new HttpEvents(App) : new GrpcEvents(App.Client.Grpc, app!.Token);
        Queues = new BrokerQueues(self, Snapshots, parts);
        Secrets = new SecretGateway(Snapshots, parts);
        Subscriptions = new TopicSubscriptions(events, Publisher, Snapshots, parts);
        IAppTopicSource? topics = App is null || !app!.IsAskedForTopics ? null : App.IsHttp ? new HttpAppTopics(App, self.AppId) : new GrpcAppTopics(App.Client.Grpc, app.Token);
        Topics = new AppTopics(topics, Subscriptions, Snapshots, health, parts);
    }

    /// <summary>Who we are.</summary>
    public WorkloadIdentity Self { get; }

    /// <summary>What configuration decided; swapped by the control plane.</summary>
    public SnapshotCell Snapshots { get; } = new();

    /// <summary>Every target called so far; the control plane gives them their endpoints.</summary>
    public ServiceTable Services { get; }

    /// <summary>The door for calls of our app.</summary>
    public Invoker Outbound { get; }

    /// <summary>The door for messages of our app.</summary>
    public Publisher Publisher { get; }

    /// <summary>The door to what waits in brokers.</summary>
    public BrokerQueues Queues { get; }

    /// <summary>The door to secret stores.</summary>
    public SecretGateway Secrets { get; }

    /// <summary>What our app is subscribed to, and what clients with streams are.</summary>
    public TopicSubscriptions Subscriptions { get; }

    /// <summary>Asks our app for its topics; told of new snapshots by the control plane.</summary>
    public AppTopics Topics { get; }

    /// <summary>The door for calls to our app.</summary>
    public InboundGate Inbound { get; }

    /// <summary>The wire to our app; null when it takes no calls.</summary>
    public AppChannel? App { get; }

    /// <summary>Watches the health of our app; null when nobody asked for it.</summary>
    public AppProbe? Probe { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Topics.Dispose();
        Services.Dispose();
        App?.Dispose();
    }
}
