namespace MeshRuntime.DataPlane.Snapshots;

/// <summary>Who may call this app.</summary>
public sealed record AccessPlan;
