namespace MeshRuntime.DataPlane.Snapshots;

/// <summary>How many calls to one target may be under way.</summary>
/// <param name="Name">The policy's, as errors and logs show it.</param>
/// <param name="MaxInFlight">Calls at once; at least 1.</param>
/// <param name="MaxPending">Calls that wait for their turn; 0 for none. One more is refused at once.</param>
public sealed record LimitPlan(string Name, int MaxInFlight, int MaxPending);
