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
        return IsGood(pick, avoid) ? pick : AnyGood(endpoints, first, avoid) ?? pick;
    }

    private EndpointState Better(EndpointState a, EndpointState b, EndpointState? avoid)
    {
        var goodA = IsGood(a, avoid);
        return goodA != IsGood(b, avoid) ? (goodA ? a : b) : (a.InFlight <= b.InFlight ? a : b);
    }

    // Both choices were bad: look at the rest, from a random place on, so that one neighbour does not take it all.
    private EndpointState? AnyGood(EndpointState[] endpoints, int start, EndpointState? avoid)
    {
        for (var i = 0; i < endpoints.Length; i++)
        {
            var candidate = endpoints[(start + i) % endpoints.Length];
            if (IsGood(candidate, avoid))
            {
                return candidate;
            }
        }

        return null;
    }

    private bool IsGood(EndpointState endpoint, EndpointState? avoid) => endpoint != avoid && !endpoint.IsResting(time);
}
