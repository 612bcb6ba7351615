using MeshRuntime.Abstractions.Mtls;

namespace MeshRuntime.DataPlane.Telemetry;

/// <summary>Counts what access control let in and kept out. In these metrics alone, <c>app_id</c> is the caller (Dapr).</summary>
public sealed class AccessMeters
{
    private readonly MeterFamily<Counter> _appAllowed = Family("app", "allowed", "Calls let in by a policy for the caller.");
    private readonly MeterFamily<Counter> _appBlocked = Family("app", "blocked", "Calls kept out by a policy for the caller.");
    private readonly MeterFamily<Counter> _globalAllowed = Family("global", "allowed", "Calls let in by the default action.");
    private readonly MeterFamily<Counter> _globalBlocked = Family("global", "blocked", "Calls kept out by the default action.");

    /// <summary>The families, for the exporter.</summary>
    internal IEnumerable<MeterFamily> Families => [_appAllowed, _appBlocked, _globalAllowed, _globalBlocked];

    /// <summary>Counts a verdict.</summary>
    /// <param name="caller">Who called; null when it has no identity.</param>
    /// <param name="isAllowed">The verdict.</param>
    /// <param name="byAppPolicy">Whether a policy for this caller decided, not the default action.</param>
    public void Judged(WorkloadIdentity? caller, bool isAllowed, bool byAppPolicy)
    {
        var family = (byAppPolicy, isAllowed) switch
        {
            (true, true) => _appAllowed,
            (true, false) => _appBlocked,
            (false, true) => _globalAllowed,
            (false, false) => _globalBlocked,
        };
        family.For(new LabelValues(caller?.AppId ?? "", caller?.TrustDomain ?? "", caller?.Namespace ?? "")).Increment();
    }

    private static MeterFamily<Counter> Family(string policy, string action, string help) =>
        new($"dapr_runtime_acl_{policy}_policy_action_{action}_total", help, () => new())
        {
            LabelNames = ["app_id", "trustDomain", "namespace"],
            OpenLabels = [0, 1, 2],
            HasOwnAppId = false,
        };
}
