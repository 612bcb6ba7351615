using MeshRuntime.ControlPlane.Components;
using MeshRuntime.ControlPlane.Resources;

namespace MeshRuntime.ControlPlane.Validation;

/// <summary>Checks what no single Resiliency document can show: a target and the policy that it names may stand in different files.</summary>
internal sealed class ResiliencyChecks
{
    private readonly ResiliencyRules _rules;
    private readonly ProblemList _problems;
    private readonly HashSet<(string Kind, string Name)> _used = [];

    private ResiliencyChecks(ResiliencyRules rules, ProblemList problems) => (_rules, _problems) = (rules, problems);

    public static void Check(ResourceSet resources, ProblemList problems)
    {
        var checks = new ResiliencyChecks(resources.Resiliency, problems);
        checks.CheckTargets();
        checks.CheckDefaults(checks._rules.Timeouts, DefaultPolicyNames.Timeout);
        checks.CheckDefaults(checks._rules.Retries, DefaultPolicyNames.Retry);
        checks.CheckDefaults(checks._rules.Breakers, DefaultPolicyNames.Breaker);
        checks.CheckDefaults(checks._rules.LoadBalancers, DefaultPolicyNames.LoadBalancer);
        checks.CheckDefaults(checks._rules.OutlierDetections, DefaultPolicyNames.OutlierDetection);
        checks.CheckDefaults(checks._rules.Limits, DefaultPolicyNames.Limit);
        checks.CheckComponents(resources.Components);
        checks.CheckComponentNames(resources);
    }

    private void CheckTargets()
    {
        foreach (var app in _rules.Apps.Values.Select(app => app.Value))
        {
            CheckPolicies(app.Policies ?? PolicyNames.None);

            // Ours: Dapr reads none of them, so nothing that works there is refused here.
            CheckName(app.LoadBalancer, _rules.LoadBalancers, DefaultPolicyNames.LoadBalancer, "load balancer", ProblemSeverity.Error);
            CheckName(app.OutlierDetection, _rules.OutlierDetections, DefaultPolicyNames.OutlierDetection, "outlier detection", ProblemSeverity.Error);
            CheckName(app.Limit, _rules.Limits, DefaultPolicyNames.Limit, "limit", ProblemSeverity.Error);
        }

        foreach (var actor in _rules.Actors.Values)
        {
            CheckPolicies(actor.Value);
        }

        foreach (var component in _rules.Components.Values.Select(component => component.Value))
        {
            CheckPolicies(component.Outbound);
            CheckPolicies(component.Inbound);
        }
    }

    private void CheckPolicies(PolicyNames names)
    {
        CheckName(names.Timeout, _rules.Timeouts, DefaultPolicyNames.Timeout, "timeout", ProblemSeverity.Warning);
        CheckName(names.Breaker, _rules.Breakers, DefaultPolicyNames.Breaker, "circuit breaker", ProblemSeverity.Warning);
        if (names.Retry is { } retry && !BuiltInRetries.Contains(retry.Value))
        {
            CheckName(retry, _rules.Retries, DefaultPolicyNames.Retry, "retry", ProblemSeverity.Warning);
        }
    }

    private void CheckName<T>(
        Written<string>? name, IReadOnlyDictionary<string, Written<T>> written, string kind, string shownKind, ProblemSeverity severity)
    {
        if (name is not var (value, place, path))
        {
            return;
        }

        _used.Add((kind, value));
        if (!written.ContainsKey(value) && !_rules.IsUnread(kind, value))
        {
            var known = written.Count == 0 ? $"no {shownKind} is written" : $"known are {string.Join(", ", written.Keys.Order(StringComparer.Ordinal))}";
            _problems.Add(severity, place, path, $"there is no {shownKind} \"{value}\": the target has none", Spelling.Suggest(value, written.Keys, known));
        }
    }

    /// <summary>A default policy with a slip in its name is one that nobody uses.</summary>
    private void CheckDefaults<T>(IReadOnlyDictionary<string, Written<T>> written, string kind)
    {
        List<string> known = [.. DefaultPolicyNames.All(kind)];
        if (kind == DefaultPolicyNames.Retry)
        {
            known.AddRange(BuiltInRetries.All.Select(retry => retry.Name));
        }

        foreach (var (name, policy) in written)
        {
            var isMeant = name.StartsWith(DefaultPolicyNames.Prefix, StringComparison.Ordinal) || name.StartsWith(BuiltInRetries.Prefix, StringComparison.Ordinal);
            if (isMeant && !known.Contains(name) && !_used.Contains((kind, name)))
            {
                _problems.Warning(
                    policy.Place,
                    policy.Path,
                    "is neither the name of a default policy nor named by a target: it has no effect",
                    Spelling.Suggest(name, known, $"the plainest is {DefaultPolicyNames.Of("", kind)}"));
            }
        }
    }

    private void CheckComponents(IReadOnlyList<ComponentResource> components)
    {
        foreach (var component in components.Where(component => component.Category != ComponentCategory.PubSub))
        {
            if (_rules.Components.TryGetValue(component.Name, out var target))
            {
                _problems.Warning(
                    target.Place,
                    target.Path,
                    $"has no effect in this version: {component.Title} is no pubsub component",
                    "it may stay; what it asks for is not done");
            }
        }
    }

    /// <summary>An app can be anywhere, a component only in the files. One that other apps have to themselves is known too: they may share this Resiliency.</summary>
    private void CheckComponentNames(ResourceSet resources)
    {
        if (_problems.HasErrors)
        {
            // The component may be there, in a document that could not be read; and nothing of this load will be in force.
            return;
        }

        var names = resources.Components.Select(component => component.Name).ToList();
        var known = names.Count == 0 ? "this app has no component" : $"this app has {string.Join(", ", names)}";
        foreach (var (name, target) in _rules.Components.Where(target => !names.Contains(target.Key) && !resources.Foreign.Any(other => other.Name == target.Key)))
        {
            _problems.Warning(target.Place, target.Path, $"there is no component \"{name}\": nothing is guarded by this", Spelling.Suggest(name, names, known));
        }
    }
}
