namespace MeshRuntime.Sidecar.Shedding;

/// <summary>How much may come in at once, decided at the start from the limits on memory and open files.</summary>
/// <param name="MaxConnections">Connections of all callers; null for any number.</param>
/// <param name="WorkBytes">Memory for requests under way; null for any amount.</param>
/// <param name="BufferBytes">What is read ahead on one connection, whoever sends.</param>
/// <param name="StreamBytes">What is read ahead of one request of those that share a connection (HTTP/2).</param>
internal sealed record Room(int? MaxConnections, long? WorkBytes, int BufferBytes, int StreamBytes)
{
    // Kestrel's own.
    private const int LargeBuffer = 1024 * 1024;

    // Read whether the request is served or not: with the large one, a hundred connections fill a small heap before anything was decided. Kestrel reads
    // 4 KB at a time anyway.
    private const int SmallBuffer = 16 * 1024;

    // A request fills it once per round trip: 128 MB/s at a millisecond. See HttpServer for what it costs when all are full.
    private const int LargeStream = 128 * 1024;

    // The least that HTTP/2 begins with (RFC 9113 6.9.2), and what LoadShedding counts.
    private const int SmallStream = 64 * 1024;

    // Of what is free when nothing is under way: what is counted is half of what it costs, and as much again is garbage between two collections.
    private const double WorkShare = 0.2;

    // Connections that may all be open and have their small buffers full at once: 18 KB of objects each (R16 of tests/bench/faults), and the buffer.
    private const int ConnectionBytes = 40 * 1024;
    private const double ConnectionShare = 0.15;

    /// <summary>Divides what there is.</summary>
    /// <param name="bounds">Limits on memory; none for all of the machine.</param>
    /// <param name="connections">What the limit of open files allows; null for any number.</param>
    public static Room Of(IReadOnlyList<MemoryBound> bounds, int? connections)
    {
        if (bounds.Count == 0)
        {
            return new Room(connections, null, LargeBuffer, LargeStream);
        }

        var free = Math.Max(0, bounds.Min(bound => bound.LimitBytes - bound.UsedBytes(0)));
        var buffered = (int)Math.Min(free * ConnectionShare / ConnectionBytes, int.MaxValue);
        return new Room(
            Math.Max(OpenFiles.Least, Math.Min(connections ?? int.MaxValue, buffered)), (long)(free * WorkShare), SmallBuffer, SmallStream);
    }
}
