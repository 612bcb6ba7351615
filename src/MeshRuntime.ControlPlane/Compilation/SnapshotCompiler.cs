using System.Collections.Frozen;
using MeshRuntime.Abstractions.PubSub;
using MeshRuntime.ControlPlane.Components;
using MeshRuntime.ControlPlane.Resources;
using MeshRuntime.DataPlane.Snapshots;

namespace MeshRuntime.ControlPlane.Compilation;

/// <summary>Turns what was configured and what runs into the snapshot that requests read.</summary>
internal static class SnapshotCompiler
{
    /// <summary>Features that are on unless a Configuration switches them off.</summary>
    private static readonly string[] OnByDefault = ["HotReload"];

    public static MeshSnapshot Compile(ResourceSet resources, ComponentSet components)
    {
        var configuration = resources.Configuration;
        var policies = new PolicyCompiler(resources.Resiliency);
        return new()
        {
            Services = policies.Services,
            DefaultService = policies.DefaultService,
            Access = configuration.Access is { } access ? AccessPlan.Compile(access) : null,
            Api = Plan(configuration, isHttp: true),
            GrpcApi = Plan(configuration, isHttp: false),
            Components = [.. components.All.Where(active => IsWritten(active.Resource)).Select(Plan)],
            PubSubs = components.All.Select(active => PlanOfBroker(active, policies)).OfType<PubSubPlan>().ToFrozenDictionary(plan => plan.Name),
            SecretStores = components.SecretStores.ToFrozenDictionary(
                store => store.Key, store => new SecretStorePlan(store.Key, store.Value) { Access = AccessTo(store.Key, configuration) }),
            Subscriptions = [.. resources.Subscriptions.Select(Plan)],
            Features = [.. OnByDefault.Where(name => configuration.Features.GetValueOrDefault(name, true))
                .Union(configuration.Features.Where(feature => feature.Value).Select(feature => feature.Key))],
        };
    }

    private static ApiPlan Plan(ConfigurationResource configuration, bool isHttp) =>
        new(Parts(configuration.AllowedApis, isHttp), Parts(configuration.DeniedApis, isHttp));

    private static FrozenSet<ApiPart> Parts(IReadOnlyList<ApiRule> rules, bool isHttp) =>
        rules.Where(rule => rule.IsHttp == isHttp).Select(rule => new ApiPart(rule.Version, rule.Name)).ToFrozenSet();

    /// <summary>The metadata API shows what someone wrote as a Component; the resolver and the certificate source are no building blocks.</summary>
    private static bool IsWritten(ComponentResource resource) => !ComponentCategory.IsPlatform(resource.Category);

    /// <summary>Asked for its capabilities only now: some brokers know them when they are connected.</summary>
    private static PubSubPlan? PlanOfBroker(ActiveComponent active, PolicyCompiler policies) => active.PubSub is not { } plan ? null : plan with
    {
        HasMessageTtl = active.Instance.Capabilities.Contains(PubSubCapability.MessageTtl),
        Outbound = policies.Outbound(plan.Name),
        Inbound = policies.Inbound(plan.Name),
    };

    private static SecretAccess AccessTo(string store, ConfigurationResource configuration) =>
        configuration.SecretScopes.FirstOrDefault(scope => scope.StoreName == store) is not { } scope ? SecretAccess.Open : new()
        {
            Allowed = scope.Allowed.ToFrozenSet(StringComparer.Ordinal),
            Denied = scope.Denied.ToFrozenSet(StringComparer.Ordinal),
            AllowsByDefault = scope.AllowsByDefault,
        };

    private static SubscriptionPlan Plan(SubscriptionResource resource) => new(resource.PubSub, resource.Topic, SubscriptionOrigin.Declarative)
    {
        Rules = [.. resource.Rules],
        Metadata = resource.Metadata,
        DeadLetterTopic = resource.DeadLetterTopic,
        Bulk = resource.Bulk,
    };

    private static ComponentPlan Plan(ActiveComponent active) =>
        new(active.Resource.Name, active.Resource.Type, active.Resource.ShownVersion, [.. active.Instance.Capabilities]);
}
