namespace MeshRuntime.DataPlane.Inbound;

/// <summary>Says whether an inbound call may reach the app, and what decided it.</summary>
/// <param name="IsAllowed">False: the app must not see the call.</param>
/// <param name="Reason">What decided.</param>
/// <param name="Rule">The name of the rule when a rule decided, else null. For the callee's log only: a caller learns nothing about rules.</param>
public readonly record struct AccessVerdict(bool IsAllowed, AccessReason Reason, string? Rule = null);
