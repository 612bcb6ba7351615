namespace MeshRuntime.DataPlane.Snapshots;

/// <summary>How long one attempt may take.</summary>
/// <param name="Name">The policy's, as errors and logs show it.</param>
/// <param name="Limit">More than zero.</param>
public sealed record TimeoutPlan(string Name, TimeSpan Limit);
