namespace MeshRuntime.DataPlane.Resilience;

/// <summary>An attempt, judged.</summary>
/// <param name="Grade">What it says.</param>
/// <param name="MayRepeat">Whether another attempt is allowed and could help.</param>
internal readonly record struct Outcome(Grade Grade, bool MayRepeat = false)
{
    public static Outcome Success => new(Grade.Success);

    public static Outcome Neither => new(Grade.Neither);

    /// <summary>True when another attempt needs no pause: it goes elsewhere.</summary>
    public bool AtOnce { get; init; }

    /// <summary>The next attempt waits at least as long: whoever failed said so.</summary>
    public TimeSpan Floor { get; init; }
}
