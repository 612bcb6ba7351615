using MeshRuntime.ControlPlane.Validation;
using MeshRuntime.ControlPlane.Yaml;
using MeshRuntime.DataPlane.Snapshots;

namespace MeshRuntime.ControlPlane.Resources;

/// <summary>Reads an entry of <c>spec.policies.retries</c>.</summary>
internal static class RetryReader
{
    /// <summary>First wait of an exponential retry; Dapr's number, which no YAML changes.</summary>
    public static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);

    /// <summary>Dapr's number for an exponential retry, which no YAML changes.</summary>
    private static readonly TimeSpan MaxElapsed = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan DefaultPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan DefaultMaxInterval = TimeSpan.FromSeconds(60);
    private static readonly string[] Policies = ["constant", "exponential"];

    /// <summary>Null when the entry cannot be used; the problems say why.</summary>
    public static RetryPlan? Read(string name, YamlMap map)
    {
        var isExponential = IsExponential(map);
        var pause = map.Duration("duration", ResiliencyReader.BareUnit, TimeSpan.Zero, ResiliencyReader.MaxDuration);
        var maxInterval = map.Duration("maxInterval", ResiliencyReader.BareUnit, TimeSpan.FromMilliseconds(1), ResiliencyReader.MaxDuration);
        var maxRetries = map.Number("maxRetries", RetryPlan.Unlimited, cure: "write how many: 0 for none, -1 for any number") ?? RetryPlan.Unlimited;
        var (http, grpc) = Matching(map.Map("matching"));
        map.CheckUnread(ProblemSeverity.Warning);
        if (isExponential && pause is not null)
        {
            map.Warning("duration", "has no effect on an exponential retry, whose first wait is 500ms", "remove it, or write policy: constant");
        }

        if (!isExponential && maxInterval is not null)
        {
            map.Warning("maxInterval", "has no effect on a constant retry", "remove it, or write policy: exponential");
        }

        var plan = new RetryPlan(name, maxRetries, isExponential ? FirstPause : pause ?? DefaultPause)
        {
            Backoff = isExponential ? Backoff.Exponential : Backoff.Constant,
            MaxInterval = isExponential ? maxInterval ?? DefaultMaxInterval : DefaultMaxInterval,
            MaxElapsed = isExponential ? MaxElapsed : null,
            HttpCodes = http,
            GrpcCodes = grpc,
        };
        return BuiltInRetries.Contains(name) ? OverBuiltIn(plan, map) : plan;
    }

    private static bool IsExponential(YamlMap map)
    {
        var policy = map.Text("policy");
        var isExponential = string.Equals(policy, "exponential", StringComparison.OrdinalIgnoreCase);
        if (!string.IsNullOrEmpty(policy) && !isExponential && !string.Equals(policy, "constant", StringComparison.OrdinalIgnoreCase))
        {
            map.Error("policy", $"{map.Shown("policy")} is no kind of retry", Spelling.Suggest(policy, Policies, "write constant or exponential"));
        }

        return isExponential;
    }

    private static (CodeSet? Http, CodeSet? Grpc) Matching(YamlMap? map)
    {
        if (map is null)
        {
            return (null, null);
        }

        var codes = (CodeListReader.Read(map, "httpStatusCodes", 100, 599), CodeListReader.Read(map, "gRPCStatusCodes", 0, 16));

        // An allow-list that is not read retries everything.
        map.CheckUnread(ProblemSeverity.Warning, "httpStatusCodes", "gRPCStatusCodes");
        return codes;
    }

    private static RetryPlan? OverBuiltIn(RetryPlan plan, YamlMap map)
    {
        if (plan.Name == BuiltInRetries.Protected)
        {
            map.WarnHere("cannot be changed: the built-in one stays", "remove it");
            return null;
        }

        if (plan.Name != RetryPlan.BuiltIn.Name)
        {
            map.WarnHere("has no effect by itself in this version: nothing is repeated by it unless a target names it", "it may stay");
        }

        if (plan.MaxRetries >= BuiltInRetries.MinRetries)
        {
            return plan;
        }

        var written = plan.MaxRetries == RetryPlan.Unlimited ? "unlimited" : $"{plan.MaxRetries}";
        map.Warning(
            "maxRetries", $"a built-in retry has at least {BuiltInRetries.MinRetries}: {written} becomes {BuiltInRetries.MinRetries}", "write 3 or more");
        return plan with { MaxRetries = BuiltInRetries.MinRetries };
    }
}
