namespace MeshRuntime.Sidecar.Shedding;

/// <summary>How much may come in at once, decided at the start from the limits on memory and open files.</summary>
/// <param name="MaxConnections">Connections of all callers; null for any number.</param>
/// <param name="WorkBytes">Memory for requests under way; null for any amount.</param>
/// <param name="BufferBytes">What the server reads ahead of a request's body on one connection.</param>
internal sealed record Room(int? MaxConnections, long? WorkBytes, int BufferBytes)
{
    // Kestrel's own.
    private const int LargeBuffer = 1024 * 1024;

    // Read whether the request is served or not: with the large one, a hundred connections fill a small heap before anything was decided.
    private const int SmallBuffer = 64 * 1024;

    // Of what is free when nothing is under way: what is counted is half of what it costs, and as much again is garbage between two collections.
    private const double WorkShare = 0.25;

    // Connections whose small buffers may all be full at once.
    private const double BufferShare = 0.25;

    /// <summary>Divides what there is.</summary>
    /// <param name="bounds">Limits on memory; none for all of the machine.</param>
    /// <param name="connections">What the limit of open files allows; null for any number.</param>
    public static Room Of(IReadOnlyList<MemoryBound> bounds, int? connections)
    {
        if (bounds.Count == 0)
        {
            return new Room(connections, null, LargeBuffer);
        }

        var free = Math.Max(0, bounds.Min(bound => bound.LimitBytes - bound.UsedBytes(0)));
        var buffered = (int)Math.Min(free * BufferShare / SmallBuffer, int.MaxValue);
        return new Room(Math.Max(OpenFiles.Least, Math.Min(connections ?? int.MaxValue, buffered)), (long)(free * WorkShare), SmallBuffer);
    }
}
