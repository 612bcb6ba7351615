using MeshRuntime.ControlPlane.Validation;
using MeshRuntime.ControlPlane.Yaml;

namespace MeshRuntime.ControlPlane.Resources;

/// <summary>Reads a document of kind Resiliency: Dapr's, and in the same style the policies of our own.</summary>
internal static class ResiliencyReader
{
    /// <summary>What a bare number counts in this kind (Dapr).</summary>
    public static readonly TimeSpan BareUnit = TimeSpan.FromMilliseconds(1);

    /// <summary>30 days. A timer of .NET runs for 49 (2^32 ms) at most, and nobody waits so long.</summary>
    public static readonly TimeSpan MaxDuration = TimeSpan.FromHours(720);

    /// <summary>Null when the document cannot be used; the problems say why.</summary>
    public static ResiliencyResource? Read(YamlMapping document, YamlMap root)
    {
        if (ResourceHeader.ReadKind(root).ApiVersion != ResourceKinds.ApiVersion)
        {
            // Dapr does not look at it.
            root.Warning("apiVersion", $"is taken for {ResourceKinds.ApiVersion}", $"write apiVersion: {ResourceKinds.ApiVersion}");
        }

        var header = ResourceHeader.Read(root);
        var scopes = root.Texts("scopes");
        var spec = root.Map("spec");
        root.Known("status");
        root.CheckUnread(ProblemSeverity.Warning, "scopes", "metadata", "spec");
        if (spec is null)
        {
            root.Error("spec", "is missing", "write spec with policies and targets below it");
            return null;
        }

        var rules = ResiliencyTargetsReader.Read(spec.Map("targets"), Policies(spec));
        spec.CheckUnread(ProblemSeverity.Warning, "policies", "targets");
        return header is null ? null : new ResiliencyResource(header.Name, rules, scopes, document.Place, YamlJson.Fingerprint(document));
    }

    /// <summary>Reads each entry below a key; those that cannot be used are left out.</summary>
    public static Dictionary<string, Written<T>> Each<T>(YamlMap parent, string key, Func<string, YamlMap, T?> read)
        where T : class
    {
        var entries = new Dictionary<string, Written<T>>(StringComparer.Ordinal);
        foreach (var (name, map) in parent.NamedMaps(key))
        {
            if (read(name, map) is { } value)
            {
                entries[name] = new Written<T>(value, map.Place, map.Path);
            }
        }

        return entries;
    }

    private static ResiliencyRules Policies(YamlMap spec)
    {
        if (spec.Map("policies") is not { } policies)
        {
            return spec.Node("policies") is null
                ? ResiliencyRules.Empty
                : ResiliencyRules.Empty with { Unread = [.. DefaultPolicyNames.Kinds.Select(kind => (kind, (string?)null))] };
        }

        var rules = new ResiliencyRules
        {
            Timeouts = Timeouts(policies.NamedValues("timeouts")),
            Retries = Each(policies, "retries", RetryReader.Read),
            Breakers = Each(policies, "circuitBreakers", BreakerReader.Read),
            LoadBalancers = Each(policies, "loadBalancers", BalancingReader.LoadBalancer),
            OutlierDetections = Each(policies, "outlierDetections", BalancingReader.OutlierDetection),
            Limits = Each(policies, "limits", BalancingReader.Limit),
        };
        policies.CheckUnread(ProblemSeverity.Warning, "loadBalancers", "outlierDetections", "limits");
        return rules with
        {
            Unread =
            [
                .. Unread(policies.Node("timeouts"), DefaultPolicyNames.Timeout, rules.Timeouts.Keys),
                .. Unread(policies.Node("retries"), DefaultPolicyNames.Retry, rules.Retries.Keys),
                .. Unread(policies.Node("circuitBreakers"), DefaultPolicyNames.Breaker, rules.Breakers.Keys),
                .. Unread(policies.Node("loadBalancers"), DefaultPolicyNames.LoadBalancer, rules.LoadBalancers.Keys),
                .. Unread(policies.Node("outlierDetections"), DefaultPolicyNames.OutlierDetection, rules.OutlierDetections.Keys),
                .. Unread(policies.Node("limits"), DefaultPolicyNames.Limit, rules.Limits.Keys),
            ],
        };
    }

    /// <summary>What is written of a kind, less what was read of it.</summary>
    private static IEnumerable<(string Kind, string? Name)> Unread(YamlNode? written, string kind, IEnumerable<string> read) => written switch
    {
        null => [],
        YamlMapping mapping => mapping.Entries.Select(entry => entry.Key).Except(read).Select(name => (kind, (string?)name)),
        _ => [(kind, null)],
    };

    private static Dictionary<string, Written<TimeSpan>> Timeouts(YamlMap? timeouts)
    {
        var entries = new Dictionary<string, Written<TimeSpan>>(StringComparer.Ordinal);
        foreach (var name in timeouts?.Keys ?? [])
        {
            var limit = timeouts!.RequiredText(name, "write a duration, such as 5s") is null // not null: it has keys
                ? null
                : timeouts.Duration(name, BareUnit, TimeSpan.Zero, MaxDuration);
            if (limit is not null)
            {
                entries[name] = new Written<TimeSpan>(limit.Value, timeouts.PlaceOf(name), timeouts.PathOf(name));
            }
        }

        return entries;
    }
}
