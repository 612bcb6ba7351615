using MeshRuntime.Abstractions.Mtls;
using MeshRuntime.DataPlane.Snapshots;

namespace MeshRuntime.DataPlane.Inbound;

/// <summary>Judges an inbound call by the callee's access control: Dapr's verdicts, but no default for a peer without identity.</summary>
public static class AccessRules
{
    // Paths are short; a longer one costs one array.
    private const int StackChars = 256;

    /// <summary>Judges one call; allocates nothing unless a path is long and has upper-case letters.</summary>
    /// <param name="plan">Null when the app has no access control: everything is allowed.</param>
    /// <param name="caller">From the peer's certificate; null when it has none.</param>
    /// <param name="path">The canonical path, decoded and cleaned, the very text that the app will get; with its first slash or without.</param>
    /// <param name="httpVerb">The verb that the app will get, in upper case; null or empty when the call has none (gRPC caller).</param>
    /// <param name="httpApp">Whether the app speaks HTTP (<c>http</c>, <c>https</c>, <c>h2c</c>): then case does not count, and verbs do.</param>
    public static AccessVerdict Judge(AccessPlan? plan, WorkloadIdentity? caller, string path, string? httpVerb, bool httpApp)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (plan is null || plan.IsOpenToAll)
        {
            return new AccessVerdict(true, AccessReason.NoPolicy);
        }

        if (caller is null)
        {
            return new AccessVerdict(false, AccessReason.NoIdentity);
        }

        // A caller of the same name from another trust domain or namespace is a stranger: it gets what strangers get.
        if (plan.PolicyFor(caller) is not { } policy)
        {
            return new AccessVerdict(plan.AllowsByDefault, AccessReason.GlobalDefault);
        }

        var byDefault = new AccessVerdict(policy.AllowsByDefault ?? plan.AllowsByDefault, AccessReason.PolicyDefault);
        var rule = httpApp ? FindLowered(policy.HttpRules, path) : policy.GrpcRules.Find(path);
        if (rule is null)
        {
            return byDefault;
        }

        if (httpApp && string.IsNullOrEmpty(httpVerb))
        {
            // A call without verb is covered by no verb: only a default that the policy itself states can allow it (Dapr).
            return new AccessVerdict(policy.AllowsByDefault ?? false, AccessReason.PolicyDefault);
        }

        var isCovered = !httpApp || rule.Covers(httpVerb);
        return isCovered ? new AccessVerdict(rule.Allows, AccessReason.Rule, rule.Name) : byDefault;
    }

    private static OperationRule? FindLowered(RuleTree rules, ReadOnlySpan<char> path)
    {
        if (IsLowerAscii(path))
        {
            return rules.Find(path);
        }

        var lowered = path.Length <= StackChars ? stackalloc char[StackChars] : new char[path.Length];
        var length = path.ToLowerInvariant(lowered);
        return rules.Find(lowered[..length]);
    }

    private static bool IsLowerAscii(ReadOnlySpan<char> path)
    {
        foreach (var c in path)
        {
            if (!char.IsAscii(c) || char.IsAsciiLetterUpper(c))
            {
                return false;
            }
        }

        return true;
    }
}
