namespace MeshRuntime.ControlPlane.Resources;

/// <summary>
/// Knows the names that make a policy a default: <c>Default</c>, a level, and the kind. The first level for which there is one counts, for each kind by
/// itself (Dapr; the last three kinds are ours and know the levels of apps only).
/// </summary>
internal static class DefaultPolicyNames
{
    public const string Prefix = "Default";
    public const string Timeout = "TimeoutPolicy";
    public const string Retry = "RetryPolicy";
    public const string Breaker = "CircuitBreakerPolicy";
    public const string LoadBalancer = "LoadBalancerPolicy";
    public const string OutlierDetection = "OutlierDetectionPolicy";
    public const string Limit = "LimitPolicy";

    /// <summary>Every kind.</summary>
    public static readonly IReadOnlyList<string> Kinds = [Timeout, Retry, Breaker, LoadBalancer, OutlierDetection, Limit];

    /// <summary>Levels of a call to an app, the nearest first.</summary>
    public static readonly IReadOnlyList<string> AppLevels = ["App", ""];

    /// <summary>Levels of a publish, the nearest first.</summary>
    public static readonly IReadOnlyList<string> BrokerOutboundLevels = ComponentLevels("Pubsub", "Outbound");

    /// <summary>Levels of a delivery, the nearest first.</summary>
    public static readonly IReadOnlyList<string> BrokerInboundLevels = ComponentLevels("Pubsub", "Inbound");

    private static readonly string[] ComponentTypes =
        ["Binding", "Configuration", "Lock", "Pubsub", "Crypto", "Conversation", "Secretstore", "Statestore"];

    private static readonly IReadOnlyList<string> AllLevels =
    [
        .. AppLevels, "Actor",
        .. ComponentTypes.SelectMany(type => ComponentLevels(type, "Outbound").Concat(ComponentLevels(type, "Inbound"))).Distinct().Except(AppLevels),
    ];

    public static string Of(string level, string kind) => Prefix + level + kind;

    /// <summary>Every name of a kind, those without effect yet included.</summary>
    public static IEnumerable<string> All(string kind) =>
        (kind is LoadBalancer or OutlierDetection or Limit ? AppLevels : AllLevels).Select(level => Of(level, kind));

    /// <summary>The default among the policies of a kind that were written; null when there is none.</summary>
    public static T? Find<T>(IReadOnlyDictionary<string, Written<T>> written, string kind, IReadOnlyList<string> levels)
    {
        foreach (var level in levels)
        {
            if (written.TryGetValue(Of(level, kind), out var found))
            {
                return found.Value;
            }
        }

        return default;
    }

    private static string[] ComponentLevels(string type, string direction) => [$"{type}Component{direction}", $"Component{direction}", "Component", ""];
}
