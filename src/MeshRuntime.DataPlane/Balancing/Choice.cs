using MeshRuntime.DataPlane.Calls;

namespace MeshRuntime.DataPlane.Balancing;

/// <summary>What an attempt chooses from: the endpoints, what speaks against each, and each one's share.</summary>
/// <param name="group">The endpoints.</param>
/// <param name="slowStart">How long a new one's share grows; zero for not at all.</param>
/// <param name="time">The clock.</param>
/// <param name="failed">The endpoint of the attempt before; null for none.</param>
/// <param name="tried">Those that this attempt could not connect to.</param>
internal readonly struct Choice(EndpointGroup group, TimeSpan slowStart, TimeProvider time, EndpointState? failed = null, Tried tried = default)
{
    /// <summary>The endpoints.</summary>
    public EndpointState[] Endpoints => group.Members;

    /// <summary>True when all shares are equal.</summary>
    public bool IsEven => group.IsEven && slowStart == TimeSpan.Zero;

    /// <summary>The clock.</summary>
    public TimeProvider Time => time;

    /// <summary>What speaks against an endpoint.</summary>
    public Doubt DoubtOf(EndpointState endpoint) =>
        tried.Contains(endpoint) ? Doubt.Tried
        : endpoint.Health.IsEjected ? Doubt.Ejected
        : endpoint == failed ? Doubt.Failed
        : endpoint.IsResting(time) ? Doubt.Resting
        : Doubt.None;

    /// <summary>The least that speaks against any of them; <see cref="Doubt.Tried"/> when there is none.</summary>
    public Doubt LeastDoubt()
    {
        var least = Doubt.Tried;
        foreach (var endpoint in Endpoints)
        {
            var doubt = DoubtOf(endpoint);
            least = doubt < least ? doubt : least;
        }

        return least;
    }

    /// <summary>An endpoint's share against the others'.</summary>
    public double ShareOf(EndpointState endpoint) => endpoint.Share(slowStart, time);

    /// <summary>Draws two different endpoints against which nothing speaks, or the least there is; the second is null when there is no second.</summary>
    /// <param name="chance">Where chance comes from.</param>
    /// <param name="byShare">Whether a larger share is drawn more often.</param>
    public (EndpointState? First, EndpointState? Second) DrawTwo(Random chance, bool byShare)
    {
        var endpoints = Endpoints;
        if (endpoints.Length == 1)
        {
            return (tried.Contains(endpoints[0]) ? null : endpoints[0], null);
        }

        if (endpoints.Length > 1 && (IsEven || !byShare))
        {
            var first = chance.Next(endpoints.Length);
            var second = chance.Next(endpoints.Length - 1);
            second = second >= first ? second + 1 : second;
            if (DoubtOf(endpoints[first]) == Doubt.None && DoubtOf(endpoints[second]) == Doubt.None)
            {
                return (endpoints[first], endpoints[second]);
            }
        }

        // Something speaks against one of them, or shares differ: all have to be looked at.
        var doubt = LeastDoubt();
        var one = Draw(chance, doubt, byShare, except: null);
        return (one, one is null ? null : Draw(chance, doubt, byShare, except: one));
    }

    private EndpointState? Draw(Random chance, Doubt doubt, bool byShare, EndpointState? except)
    {
        if (doubt == Doubt.Tried)
        {
            return null;
        }

        var sum = 0.0;
        foreach (var endpoint in Endpoints)
        {
            sum += endpoint != except && DoubtOf(endpoint) == doubt ? Part(endpoint, byShare) : 0;
        }

        // Race: doubts and shares change while we add up. Then the walk may end beyond the last, and the last is as good.
        var left = chance.NextDouble() * sum;
        EndpointState? drawn = null;
        foreach (var endpoint in Endpoints)
        {
            if (endpoint == except || DoubtOf(endpoint) != doubt)
            {
                continue;
            }

            drawn = endpoint;
            left -= Part(endpoint, byShare);
            if (left < 0)
            {
                break;
            }
        }

        return drawn ?? (except is null ? Least() : null);
    }

    // Race: those that were drawn from have all come into doubt in the meantime.
    private EndpointState? Least()
    {
        foreach (var endpoint in Endpoints)
        {
            if (!tried.Contains(endpoint))
            {
                return endpoint;
            }
        }

        return null;
    }

    private double Part(EndpointState endpoint, bool byShare) => byShare ? ShareOf(endpoint) : 1;
}
