using MeshRuntime.DataPlane.Snapshots;

namespace MeshRuntime.ControlPlane.Resources;

/// <summary>Policies, and the targets that name them: of one Resiliency document, or of all together.</summary>
internal sealed record ResiliencyRules
{
    public static ResiliencyRules Empty { get; } = new();

    /// <summary>The name of the document that was read last; empty when there is none. Metrics show it (Dapr).</summary>
    public string Resource { get; init; } = "";

    /// <summary>Limits of an attempt by name; zero for none.</summary>
    public IReadOnlyDictionary<string, Written<TimeSpan>> Timeouts { get; init; } = new Dictionary<string, Written<TimeSpan>>();

    public IReadOnlyDictionary<string, Written<RetryPlan>> Retries { get; init; } = new Dictionary<string, Written<RetryPlan>>();

    public IReadOnlyDictionary<string, Written<BreakerPlan>> Breakers { get; init; } = new Dictionary<string, Written<BreakerPlan>>();

    public IReadOnlyDictionary<string, Written<BalancePlan>> LoadBalancers { get; init; } = new Dictionary<string, Written<BalancePlan>>();

    public IReadOnlyDictionary<string, Written<EjectionPlan>> OutlierDetections { get; init; } = new Dictionary<string, Written<EjectionPlan>>();

    public IReadOnlyDictionary<string, Written<LimitPlan>> Limits { get; init; } = new Dictionary<string, Written<LimitPlan>>();

    /// <summary>
    /// Policies that are written and could not be read, by kind (a constant of <see cref="DefaultPolicyNames"/>) and name; a null name stands for all of
    /// the kind. Their own problem says what is wrong: nobody is to be told beside it that there are none.
    /// </summary>
    public IReadOnlyList<(string Kind, string? Name)> Unread { get; init; } = [];

    /// <summary>By the target as callers write it.</summary>
    public IReadOnlyDictionary<string, Written<AppTarget>> Apps { get; init; } = new Dictionary<string, Written<AppTarget>>();

    /// <summary>By actor type. Only checked: there are no actors yet.</summary>
    public IReadOnlyDictionary<string, Written<PolicyNames>> Actors { get; init; } = new Dictionary<string, Written<PolicyNames>>();

    /// <summary>By the component's name.</summary>
    public IReadOnlyDictionary<string, Written<ComponentTarget>> Components { get; init; } = new Dictionary<string, Written<ComponentTarget>>();

    /// <summary>True for a policy that is written, and could not be read.</summary>
    public bool IsUnread(string kind, string name) => Unread.Contains((kind, name)) || Unread.Contains((kind, null));
}
