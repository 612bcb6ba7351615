using System.Collections.Immutable;

namespace MeshRuntime.DataPlane.Snapshots;

/// <summary>Holds the rules for one caller, compiled twice: HTTP apps compare paths in lower case, gRPC apps by case.</summary>
internal sealed class AccessPolicy
{
    private AccessPolicy(string trustDomain, bool? allowsByDefault, RuleTree httpRules, RuleTree grpcRules)
    {
        TrustDomain = trustDomain;
        AllowsByDefault = allowsByDefault;
        HttpRules = httpRules;
        GrpcRules = grpcRules;
    }

    public string TrustDomain { get; }

    /// <summary>Null: the policy has no default of its own.</summary>
    public bool? AllowsByDefault { get; }

    public RuleTree HttpRules { get; }

    public RuleTree GrpcRules { get; }

    public static AccessPolicy Compile(AccessPolicyDescription policy)
    {
        var operations = policy.Operations.IsDefault ? [] : policy.Operations;
        return new AccessPolicy(
            policy.TrustDomain,
            string.IsNullOrEmpty(policy.DefaultAction) ? null : IsAllow(policy.DefaultAction),
            RuleTree.Build(operations.Select(operation => RuleOf(operation, operation.Name.ToLowerInvariant()))),
            RuleTree.Build(operations.Select(operation => RuleOf(operation, operation.Name))));
    }

    public static bool IsAllow(string? action) => string.Equals(action, "allow", StringComparison.OrdinalIgnoreCase);

    private static OperationRule RuleOf(AccessOperationDescription operation, string name) => new(
        name.StartsWith('/') ? name : "/" + name,
        operation.Verbs.IsDefault ? ImmutableArray<string>.Empty : operation.Verbs,
        IsAllow(operation.Action));
}
