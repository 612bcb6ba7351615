using MeshRuntime.DataPlane.Calls;

namespace MeshRuntime.DataPlane.Balancing;

/// <summary>
/// Takes two endpoints at random and uses the one with fewer calls in flight. Close to the best choice without any shared order
/// (Mitzenmacher, "The Power of Two Choices in Randomized Load Balancing", 1996).
/// </summary>
internal sealed class PowerOfTwoChoices(TimeProvider time, Random chance)
{
    /// <summary>Picks an endpoint; null when there is none.</summary>
    /// <param name="endpoints">The current set.</param>
    /// <param name="avoid">The endpoint of a failed attempt: used again only when there is no other.</param>
    public EndpointState? Pick(EndpointState[] endpoints, EndpointState? avoid)
    {
        if (endpoints.Length <= 1)
        {
            return endpoints.Length == 0 ? null : endpoints[0];
        }

        var first = chance.Next(endpoints.Length);
        var second = chance.Next(endpoints.Length - 1);
        second = second >= first ? second + 1 : second;
        var pick = Better(endpoints[first], endpoints[second], avoid);
        return Doubt(pick, avoid) == 0 ? pick : LeastDoubtful(endpoints, first, avoid);
    }

    private EndpointState Better(EndpointState a, EndpointState b, EndpointState? avoid)
    {
        var (doubtA, doubtB) = (Doubt(a, avoid), Doubt(b, avoid));
        return doubtA != doubtB ? (doubtA < doubtB ? a : b) : (a.InFlight <= b.InFlight ? a : b);
    }

    // Both choices were doubtful: look at all of them, from a random place on, so that one neighbour does not take it all.
    private EndpointState LeastDoubtful(EndpointState[] endpoints, int start, EndpointState? avoid)
    {
        var best = endpoints[start];
        for (var i = 1; i < endpoints.Length; i++)
        {
            var candidate = endpoints[(start + i) % endpoints.Length];
            best = Doubt(candidate, avoid) < Doubt(best, avoid) ? candidate : best;
        }

        return best;
    }

    // One that failed a moment ago for somebody else may be back; the one that has just failed this call is the last to ask.
    private int Doubt(EndpointState endpoint, EndpointState? avoid) => endpoint == avoid ? 2 : endpoint.IsResting(time) ? 1 : 0;
}
