using System.Collections.Frozen;
using MeshRuntime.ControlPlane.Resources;
using MeshRuntime.DataPlane.Snapshots;

namespace MeshRuntime.ControlPlane.Compilation;

/// <summary>
/// Decides which policies surround a call, a publish and a delivery. A target with an entry has what the entry names and nothing else; one without has
/// the default policies (Dapr). For our own three kinds each key stands for itself: what an entry does not name is the default's.
/// </summary>
internal sealed class PolicyCompiler
{
    private readonly ResiliencyRules _rules;
    private readonly PolicyPlan _outbound;
    private readonly PolicyPlan _inbound;

    public PolicyCompiler(ResiliencyRules rules)
    {
        _rules = rules;
        _outbound = Default(DefaultPolicyNames.BrokerOutboundLevels);
        _inbound = Default(DefaultPolicyNames.BrokerInboundLevels);
        DefaultService = new ServicePlan
        {
            Policy = Default(DefaultPolicyNames.AppLevels),
            BuiltInRetry = Retry(RetryPlan.BuiltIn.Name) ?? RetryPlan.BuiltIn,
            Balance = Default(rules.LoadBalancers, DefaultPolicyNames.LoadBalancer) ?? BalancePlan.Default,
            Ejection = Default(rules.OutlierDetections, DefaultPolicyNames.OutlierDetection) ?? EjectionPlan.Default,
            Limit = Default(rules.Limits, DefaultPolicyNames.Limit),
        };
        Services = rules.Apps.ToFrozenDictionary(app => app.Key, app => Plan(app.Value.Value), StringComparer.Ordinal);
    }

    /// <summary>The plan of every app that has no entry.</summary>
    public ServicePlan DefaultService { get; }

    /// <summary>The plans of the apps that have one, by the target as callers write it.</summary>
    public FrozenDictionary<string, ServicePlan> Services { get; }

    /// <summary>What surrounds a publish.</summary>
    public PolicyPlan Outbound(string broker) => _rules.Components.TryGetValue(broker, out var target) ? Plan(target.Value.Outbound) : _outbound;

    /// <summary>What surrounds a delivery.</summary>
    public PolicyPlan Inbound(string broker) => _rules.Components.TryGetValue(broker, out var target) ? Plan(target.Value.Inbound) : _inbound;

    private ServicePlan Plan(AppTarget target)
    {
        var plan = DefaultService with
        {
            Balance = Named(_rules.LoadBalancers, target.LoadBalancer) ?? DefaultService.Balance,
            Ejection = Named(_rules.OutlierDetections, target.OutlierDetection) ?? DefaultService.Ejection,
            Limit = Named(_rules.Limits, target.Limit) ?? DefaultService.Limit,
        };
        return target.Policies is not { } policies ? plan : plan with
        {
            Policy = Plan(policies),
            IsNamed = true,
            BreakerCacheSize = target.BreakerCacheSize ?? plan.BreakerCacheSize,
        };
    }

    private PolicyPlan Plan(PolicyNames names) => new()
    {
        Timeout = names.Timeout is { } timeout && _rules.Timeouts.TryGetValue(timeout.Value, out var limit) ? Timeout(timeout.Value, limit.Value) : null,
        Retry = names.Retry is { } retry ? Retry(retry.Value) : null,
        Breaker = Named(_rules.Breakers, names.Breaker),
        Resource = _rules.Resource,
    };

    private PolicyPlan Default(IReadOnlyList<string> levels)
    {
        var timeout = levels.Select(level => DefaultPolicyNames.Of(level, DefaultPolicyNames.Timeout)).FirstOrDefault(_rules.Timeouts.ContainsKey);
        return new()
        {
            Timeout = timeout is null ? null : Timeout(timeout, _rules.Timeouts[timeout].Value),
            Retry = DefaultPolicyNames.Find(_rules.Retries, DefaultPolicyNames.Retry, levels),
            Breaker = DefaultPolicyNames.Find(_rules.Breakers, DefaultPolicyNames.Breaker, levels),
            Resource = _rules.Resource,
        };
    }

    private static TimeoutPlan? Timeout(string name, TimeSpan limit) => limit == TimeSpan.Zero ? null : new TimeoutPlan(name, limit);

    private RetryPlan? Retry(string name) =>
        _rules.Retries.TryGetValue(name, out var written) ? written.Value : BuiltInRetries.All.FirstOrDefault(retry => retry.Name == name);

    private static T? Default<T>(IReadOnlyDictionary<string, Written<T>> written, string kind)
        where T : class => DefaultPolicyNames.Find(written, kind, DefaultPolicyNames.AppLevels);

    private static T? Named<T>(IReadOnlyDictionary<string, Written<T>> written, Written<string>? name)
        where T : class => name is { } wanted && written.TryGetValue(wanted.Value, out var found) ? found.Value : null;
}
