using System.Text.RegularExpressions;
using MeshRuntime.Abstractions.Mtls;
using MeshRuntime.DataPlane.Snapshots;

namespace MeshRuntime.Tests.DataPlane.Inbound;

/// <summary>The contract's access control once more, as lists and regular expressions: slow, short, and sharing nothing with the code under test.</summary>
internal static class ReferenceAccess
{
    public static bool Allows(AccessDescription acl, WorkloadIdentity? caller, string path, string? verb, bool http)
    {
        var policies = acl.Policies.IsDefault ? [] : acl.Policies;
        var global = acl.DefaultAction ?? "allow";
        global = global.Length > 0 ? global : !acl.Policies.IsDefault && policies.IsEmpty ? "allow" : "deny";
        if (caller is null)
        {
            return policies.IsEmpty && IsAllow(global);
        }

        var policy = policies.LastOrDefault(p => p.AppId == caller.AppId && p.Namespace == caller.Namespace);
        if (policy is null || policy.TrustDomain != caller.TrustDomain)
        {
            return IsAllow(global);
        }

        var action = policy.DefaultAction is { Length: > 0 } own ? own : global;
        if (Match(policy, "/" + path.TrimStart('/'), http) is { } rule)
        {
            action = (http, verb) switch
            {
                (false, _) => rule.Action,
                (true, null) => policy.DefaultAction,
                _ => rule.Verbs.Contains(verb) || rule.Verbs.Contains("*") ? rule.Action : action,
            };
        }

        return IsAllow(action);
    }

    private static AccessOperationDescription? Match(AccessPolicyDescription policy, string path, bool http)
    {
        string[] Split(string text) => (http ? text.ToLowerInvariant() : text).Split('/')[1..];
        var rules = policy.Operations.Select(rule => (Names: Split("/" + rule.Name.TrimStart('/')), Rule: rule)).ToList();
        var wanted = Split(path);
        for (var i = 0; i < wanted.Length; i++)
        {
            var isLast = i == wanted.Length - 1;
            if (Pick(i, wanted[i], isLast) is not { } picked)
            {
                return null;
            }

            rules = rules.FindAll(rule => rule.Names.Length > i && rule.Names[i] == picked);
            var ending = rules.Find(rule => rule.Names.Length == i + 1).Rule;
            if (ending is not null && (isLast || picked != "*"))
            {
                return ending;
            }
        }

        var below = Pick(wanted.Length, "*", isLast: true);
        return rules.Find(rule => rule.Names.Length == wanted.Length + 1 && rule.Names[^1] == below).Rule;

        string? Pick(int at, string segment, bool isLast) => rules.Where(rule => rule.Names.Length > at).Select(rule => rule.Names[at])
            .FirstOrDefault(name => name == segment || name == "**" || (name == "*" ? isLast : IsGlobOf(name, segment)));
    }

    private static bool IsGlobOf(string name, string segment) =>
        Regex.IsMatch(segment, "^" + Regex.Escape(name).Replace(@"\*", ".*", StringComparison.Ordinal) + "$", RegexOptions.Singleline | RegexOptions.CultureInvariant);

    private static bool IsAllow(string? action) => action?.ToUpperInvariant() == "ALLOW";
}
