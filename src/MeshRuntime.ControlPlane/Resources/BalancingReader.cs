using MeshRuntime.ControlPlane.Validation;
using MeshRuntime.ControlPlane.Yaml;
using MeshRuntime.DataPlane.Snapshots;

namespace MeshRuntime.ControlPlane.Resources;

/// <summary>Reads the three kinds of policy that are ours: Dapr passes over them, so unknown keys in them are errors.</summary>
internal static class BalancingReader
{
    private static readonly (string Name, BalanceMethod Method)[] Methods =
        [("leastRequest", BalanceMethod.LeastRequest), ("roundRobin", BalanceMethod.RoundRobin), ("peakEwma", BalanceMethod.PeakEwma)];

    /// <summary>An entry of <c>spec.policies.loadBalancers</c>.</summary>
    public static BalancePlan LoadBalancer(string name, YamlMap map)
    {
        var policy = map.Text("policy");
        var index = Array.FindIndex(Methods, method => string.Equals(method.Name, policy, StringComparison.OrdinalIgnoreCase));
        if (index < 0 && !string.IsNullOrEmpty(policy))
        {
            var names = Methods.Select(method => method.Name).ToList();
            map.Error("policy", $"{map.Shown("policy")} is no way to choose an endpoint", Spelling.Suggest(policy, names, $"write {string.Join(", ", names)}"));
        }

        var slowStart = map.Duration("slowStart", ResiliencyReader.BareUnit, TimeSpan.Zero, ResiliencyReader.MaxDuration);
        map.CheckUnread(ProblemSeverity.Error);
        return new BalancePlan(index < 0 ? BalancePlan.Default.Method : Methods[index].Method) { SlowStart = slowStart ?? BalancePlan.Default.SlowStart };
    }

    /// <summary>An entry of <c>spec.policies.outlierDetections</c>.</summary>
    public static EjectionPlan OutlierDetection(string name, YamlMap map)
    {
        var least = TimeSpan.FromMilliseconds(1);
        var standard = EjectionPlan.Default;
        var failures = map.Number("consecutiveFailures", 0);
        var baseTime = map.Duration("baseEjectionTime", ResiliencyReader.BareUnit, least, ResiliencyReader.MaxDuration);
        var maxTime = map.Duration("maxEjectionTime", ResiliencyReader.BareUnit, least, ResiliencyReader.MaxDuration);
        var percent = map.Number("maxEjectionPercent", 0, 100);
        map.CheckUnread(ProblemSeverity.Error);
        var plan = new EjectionPlan
        {
            ConsecutiveFailures = failures ?? standard.ConsecutiveFailures,
            BaseTime = baseTime ?? standard.BaseTime,
            MaxTime = maxTime ?? (baseTime > standard.MaxTime ? baseTime.Value : standard.MaxTime),
            MaxPercent = percent ?? standard.MaxPercent,
        };
        if (plan.MaxTime < plan.BaseTime)
        {
            map.Error("maxEjectionTime", "is shorter than baseEjectionTime", "write a longer one");
        }

        return plan;
    }

    /// <summary>An entry of <c>spec.policies.limits</c>; null when the number that makes it one is missing.</summary>
    public static LimitPlan? Limit(string name, YamlMap map)
    {
        map.RequiredText("maxInFlight", "write how many calls may be under way at once");
        var inFlight = map.Number("maxInFlight", 1);
        var pending = map.Number("maxPending", 0);
        map.CheckUnread(ProblemSeverity.Error);
        return inFlight is null ? null : new LimitPlan(name, inFlight.Value, pending ?? 0);
    }
}
