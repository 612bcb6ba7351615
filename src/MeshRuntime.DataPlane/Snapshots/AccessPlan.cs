using System.Collections.Frozen;
using MeshRuntime.Abstractions.Mtls;

namespace MeshRuntime.DataPlane.Snapshots;

/// <summary>Who may call which operation of this app: compiled once from an <see cref="AccessDescription"/>, read by every inbound call.</summary>
public sealed class AccessPlan
{
    private readonly FrozenDictionary<CallerKey, AccessPolicy> _policies;

    private AccessPlan(bool allowsByDefault, FrozenDictionary<CallerKey, AccessPolicy> policies)
    {
        AllowsByDefault = allowsByDefault;
        _policies = policies;
    }

    /// <summary>What happens to a caller that no policy names.</summary>
    public bool AllowsByDefault { get; }

    /// <summary>
    /// True when no caller, whoever it is, could be refused. Only then may a peer without identity pass: with one policy, or a default of deny, the
    /// verdict depends on a name that such a peer has not proved (hardening C11; Dapr gives it the default action).
    /// </summary>
    public bool IsOpenToAll => AllowsByDefault && _policies.Count == 0;

    /// <summary>Compiles a checked description; a later policy for the same app and namespace replaces an earlier one (Dapr).</summary>
    /// <exception cref="ArgumentException">A policy lacks its app id, trust domain or namespace: the reader of the file should have refused it.</exception>
    public static AccessPlan Compile(AccessDescription description)
    {
        ArgumentNullException.ThrowIfNull(description);
        var policies = new Dictionary<CallerKey, AccessPolicy>();
        foreach (var policy in description.Policies.IsDefault ? [] : description.Policies)
        {
            ArgumentException.ThrowIfNullOrEmpty(policy.AppId, "policy.appId");
            ArgumentException.ThrowIfNullOrEmpty(policy.TrustDomain, "policy.trustDomain");
            ArgumentException.ThrowIfNullOrEmpty(policy.Namespace, "policy.namespace");
            policies[new CallerKey(policy.AppId, policy.Namespace)] = AccessPolicy.Compile(policy);
        }

        return new AccessPlan(DefaultOf(description), policies.ToFrozenDictionary());
    }

    internal AccessPolicy? PolicyFor(WorkloadIdentity caller) =>
        _policies.TryGetValue(new CallerKey(caller.AppId, caller.Namespace), out var policy) && policy.TrustDomain == caller.TrustDomain ? policy : null;

    private static bool DefaultOf(AccessDescription description) => description.DefaultAction switch
    {
        null => true,
        "" => description.Policies is { IsDefault: false, IsEmpty: true },
        var action => AccessPolicy.IsAllow(action),
    };

    // Two names, not one joined text: "a||b" + "c" and "a" + "b||c" are different callers (hardening A19).
    private readonly record struct CallerKey(string AppId, string Namespace);
}
