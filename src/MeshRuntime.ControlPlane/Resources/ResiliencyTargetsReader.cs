using MeshRuntime.ControlPlane.Validation;
using MeshRuntime.ControlPlane.Yaml;

namespace MeshRuntime.ControlPlane.Resources;

/// <summary>Reads <c>spec.targets</c> of a Resiliency: who is to be called by which policies.</summary>
internal static class ResiliencyTargetsReader
{
    private static readonly string[] BreakerScopes = ["type", "id", "both"];

    public static ResiliencyRules Read(YamlMap? targets, ResiliencyRules policies)
    {
        if (targets is null)
        {
            return policies;
        }

        var rules = policies with
        {
            Apps = ResiliencyReader.Each(targets, "apps", (_, map) => App(map)),
            Actors = ResiliencyReader.Each(targets, "actors", (_, map) => Actor(map)),
            Components = ResiliencyReader.Each(targets, "components", (_, map) => Component(map)),
        };
        if (rules.Actors.Count > 0)
        {
            targets.Warning("actors", "have no effect in this version: there are no actors yet", "they may stay");
        }

        targets.CheckUnread(ProblemSeverity.Warning);
        return rules;
    }

    private static AppTarget App(YamlMap map)
    {
        var target = new AppTarget
        {
            Policies = Policies(map),
            BreakerCacheSize = CacheSize(map),
            LoadBalancer = Name(map, "loadBalancer"),
            OutlierDetection = Name(map, "outlierDetection"),
            Limit = Name(map, "limit"),
        };
        map.CheckUnread(ProblemSeverity.Warning, "loadBalancer", "outlierDetection", "limit");
        return map.HasOnly("loadBalancer", "outlierDetection", "limit") ? target with { Policies = null } : target;
    }

    private static PolicyNames Actor(YamlMap map)
    {
        var policies = Policies(map);
        var scope = map.Text("circuitBreakerScope");
        if (scope is null && policies.Breaker is not null)
        {
            map.Error("circuitBreakerScope", "is missing", "write type, id or both");
        }
        else if (scope is not null && !BreakerScopes.Contains(scope))
        {
            map.Error("circuitBreakerScope", $"{map.Shown("circuitBreakerScope")} is no scope of a breaker", "write type, id or both");
        }

        CacheSize(map);
        map.CheckUnread(ProblemSeverity.Warning);
        return policies;
    }

    private static ComponentTarget Component(YamlMap map)
    {
        var target = new ComponentTarget(Side(map.Map("outbound")), Side(map.Map("inbound")));
        map.CheckUnread(ProblemSeverity.Warning);
        return target;

        static PolicyNames Side(YamlMap? side)
        {
            var policies = side is null ? PolicyNames.None : Policies(side);
            side?.CheckUnread(ProblemSeverity.Warning);
            return policies;
        }
    }

    private static PolicyNames Policies(YamlMap map) =>
        new() { Timeout = Name(map, "timeout"), Retry = Name(map, "retry"), Breaker = Name(map, "circuitBreaker") };

    /// <summary>Zero stands for the default (Dapr).</summary>
    private static int? CacheSize(YamlMap map) => map.Number("circuitBreakerCacheSize", 0) is > 0 and var size ? size : null;

    private static Written<string>? Name(YamlMap map, string key) =>
        map.Text(key) is { Length: > 0 } name ? new Written<string>(name, map.PlaceOf(key), map.PathOf(key)) : null;
}
