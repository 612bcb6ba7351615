using MeshRuntime.Abstractions.NameResolution;

namespace MeshRuntime.DataPlane.Calls;

/// <summary>What is happening at one endpoint now. Kept when the endpoint set is replaced and the endpoint is still in it.</summary>
public sealed class EndpointState(Endpoint endpoint)
{
    // How long an endpoint that refused a connection is passed over while others work. A restarted sidecar is back within
    // about as long; the registry drops a dead one in 5 s.
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);

    // Where a slow start begins: enough to warm caches, too little to hurt (Envoy's smallest share is the same tenth).
    private const double FirstShare = 0.1;

    private volatile Endpoint _endpoint = endpoint;
    private int _inFlight;
    private long _restsUntil;
    private long _newSince;
    private long _turn;

    /// <summary>Where it is, and what the registry says of it.</summary>
    public Endpoint Endpoint => _endpoint;

    /// <summary>Attempts that have begun and not ended.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Its failures, and whether it is ejected for them.</summary>
    internal EndpointHealth Health { get; } = new();

    /// <summary>How fast it answers; known only where that decides.</summary>
    internal EndpointLatency Latency { get; } = new();

    /// <summary>How much of its share it has had in a round; what the number means is the round's business.</summary>
    internal long Turn => Volatile.Read(ref _turn);

    /// <summary>An attempt begins.</summary>
    public void Begin() => Interlocked.Increment(ref _inFlight);

    /// <summary>An attempt ended, however.</summary>
    public void End() => Interlocked.Decrement(ref _inFlight);

    /// <summary>The endpoint could not be reached: others are preferred for a while.</summary>
    public void Unreachable(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        Volatile.Write(ref _restsUntil, time.GetTimestamp() + (long)(Rest.TotalSeconds * time.TimestampFrequency));
    }

    /// <summary>The endpoint answered: whatever was held against it is over.</summary>
    public void Reachable()
    {
        // Read first: almost always there is nothing to forget, and a write would take the line from the other cores.
        if (Volatile.Read(ref _restsUntil) != 0)
        {
            Volatile.Write(ref _restsUntil, 0);
        }
    }

    /// <summary>True while others are to be preferred.</summary>
    public bool IsResting(TimeProvider time)
    {
        var until = Volatile.Read(ref _restsUntil);
        return until != 0 && time.GetTimestamp() < until;
    }

    /// <summary>The registry says something else of the same address: another weight, other labels.</summary>
    internal void Update(Endpoint endpoint) => _endpoint = endpoint;

    /// <summary>It has joined a set that was at work, or has come back to it: where slow start is on, it begins small.</summary>
    internal void IsNew(TimeProvider time) => Volatile.Write(ref _newSince, Math.Max(1, time.GetTimestamp()));

    /// <summary>Its share of the calls against the others': its weight, less while it starts slowly.</summary>
    internal double Share(TimeSpan slowStart, TimeProvider time)
    {
        var weight = Math.Clamp(_endpoint.Weight, 1, 1000);
        var since = Volatile.Read(ref _newSince);
        if (since == 0 || slowStart == TimeSpan.Zero)
        {
            return weight;
        }

        var grown = time.GetElapsedTime(since) / slowStart;
        if (grown < 1)
        {
            return weight * (FirstShare + ((1 - FirstShare) * grown));
        }

        // Race: it may have become new again just now. Then that stays.
        Interlocked.CompareExchange(ref _newSince, 0, since);
        return weight;
    }

    /// <summary>Takes its place in a round; false when another call was quicker.</summary>
    internal bool TryTurn(long seen, long next) => Interlocked.CompareExchange(ref _turn, next, seen) == seen;
}
