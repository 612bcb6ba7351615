using System.Collections.Frozen;

namespace MeshRuntime.DataPlane.Snapshots;

/// <summary>Everything that configuration decided, at one moment. A request reads it once, at its door. Replaced whole, never changed.</summary>
public sealed record MeshSnapshot
{
    /// <summary>What holds when nothing is configured.</summary>
    public static MeshSnapshot Empty { get; } = new();

    /// <summary>The plan of each target that has one of its own, by the target as callers write it: <c>orders</c> is not <c>orders.prod</c> (Dapr).</summary>
    public FrozenDictionary<string, ServicePlan> Services { get; init; } = FrozenDictionary<string, ServicePlan>.Empty;

    /// <summary>The plan of every other target.</summary>
    public ServicePlan DefaultService { get; init; } = ServicePlan.Default;

    /// <summary>Who may call this app; null when no access policy is configured, which allows every identified peer.</summary>
    public AccessPlan? Access { get; init; }

    /// <summary>Which parts of the HTTP API are switched on.</summary>
    public ApiPlan Api { get; init; } = ApiPlan.Everything;

    /// <summary>Which parts of the gRPC API are switched on: rules name their protocol, and those of one say nothing about the other.</summary>
    public ApiPlan GrpcApi { get; init; } = ApiPlan.Everything;

    /// <summary>The loaded components, in the order in which they were loaded.</summary>
    public IReadOnlyList<ComponentPlan> Components { get; init; } = [];

    /// <summary>The brokers, by the names of their components.</summary>
    public FrozenDictionary<string, PubSubPlan> PubSubs { get; init; } = FrozenDictionary<string, PubSubPlan>.Empty;

    /// <summary>The secret stores, by the names of their components.</summary>
    public FrozenDictionary<string, SecretStorePlan> SecretStores { get; init; } = FrozenDictionary<string, SecretStorePlan>.Empty;

    /// <summary>What Subscription resources asked for, the first of each broker and topic.</summary>
    public IReadOnlyList<SubscriptionPlan> Subscriptions { get; init; } = [];

    /// <summary>The features that are on, as the metadata API lists them.</summary>
    public IReadOnlyList<string> Features { get; init; } = [];

    /// <summary>The plan of a target.</summary>
    public ServicePlan PlanOf(string target) => Services.GetValueOrDefault(target, DefaultService);
}
