namespace MeshRuntime.Sidecar.Shedding;

/// <summary>One limit on the memory of the process.</summary>
/// <param name="Name">What limits it, for the log.</param>
/// <param name="LimitBytes">How much there is.</param>
/// <param name="UsedBytes">How much is taken; may say anything up to its argument when it is no more than that.</param>
internal sealed record MemoryBound(string Name, long LimitBytes, Func<long, long> UsedBytes)
{
    /// <summary>Share of the limit that is taken, 0 to 1 and beyond.</summary>
    public double Share => UsedBytes(LimitBytes / 2) / (double)LimitBytes;
}
