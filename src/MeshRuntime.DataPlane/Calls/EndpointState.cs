using MeshRuntime.Abstractions.NameResolution;

namespace MeshRuntime.DataPlane.Calls;

/// <summary>What is happening at one endpoint now. Kept when the endpoint set is replaced and the endpoint is still in it.</summary>
public sealed class EndpointState(Endpoint endpoint)
{
    // How long an endpoint that refused a connection is passed over while others work. A restarted sidecar is back within
    // about as long; the registry drops a dead one in 5 s.
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);

    private int _inFlight;
    private long _restsUntil;

    /// <summary>Where it is.</summary>
    public Endpoint Endpoint { get; } = endpoint;

    /// <summary>Attempts that have begun and not ended.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>An attempt begins.</summary>
    public void Begin() => Interlocked.Increment(ref _inFlight);

    /// <summary>An attempt ended, however.</summary>
    public void End() => Interlocked.Decrement(ref _inFlight);

    /// <summary>The endpoint could not be reached: others are preferred for a while.</summary>
    public void Unreachable(TimeProvider time) =>
        Volatile.Write(ref _restsUntil, time.GetTimestamp() + (long)(Rest.TotalSeconds * time.TimestampFrequency));

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
}
