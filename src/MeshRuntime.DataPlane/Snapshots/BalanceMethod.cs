namespace MeshRuntime.DataPlane.Snapshots;

/// <summary>The rules by which an endpoint is chosen.</summary>
public enum BalanceMethod
{
    /// <summary>Of two taken at random, the one with fewer calls in flight.</summary>
    LeastRequest,

    /// <summary>One after the other, as often as its weight says.</summary>
    RoundRobin,

    /// <summary>Of two taken at random, the one whose calls in flight will be done sooner, judged by a moving average of its latency that forgets peaks slowly.</summary>
    PeakEwma,
}
