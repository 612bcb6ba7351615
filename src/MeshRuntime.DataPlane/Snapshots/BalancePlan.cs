namespace MeshRuntime.DataPlane.Snapshots;

/// <summary>How the endpoint of an attempt is chosen.</summary>
/// <param name="Method">The rule of choice.</param>
public sealed record BalancePlan(BalanceMethod Method)
{
    /// <summary>The fewer calls in flight of two endpoints; no slow start.</summary>
    public static BalancePlan Default { get; } = new(BalanceMethod.LeastRequest);

    /// <summary>A new endpoint's share grows to its full size within this time; zero (the default) for at once.</summary>
    public TimeSpan SlowStart { get; init; }
}
