namespace MeshRuntime.DataPlane.Snapshots;

/// <summary>How the waits between the attempts of a retry grow.</summary>
public enum Backoff
{
    /// <summary>They stay the same.</summary>
    Constant,

    /// <summary>Each is 1.5 times as long as the one before, give or take half (Dapr's numbers, which no YAML changes).</summary>
    Exponential,
}
