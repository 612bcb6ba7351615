using MeshRuntime.DataPlane.Calls;

namespace MeshRuntime.DataPlane.Balancing;

/// <summary>
/// Gives each endpoint its turns, smoothly mixed by their shares. Each turn moves an endpoint's mark on by a stride of 1 / share, and whose mark would be
/// the lowest after its turn is next (Waldspurger and Weihl, "Stride Scheduling", 1995). Marks move by compare-and-swap: there is no lock and no shared order.
/// </summary>
internal sealed class RoundRobin : IBalancer
{
    // A stride is this by a share of 0.1 (a tenth of weight 1) to 1,000. The marks last for 10^12 turns of the smallest weight.
    private const double Scale = 1 << 20;

    private long _reached;

    /// <inheritdoc/>
    public EndpointState? Pick(in Choice choice)
    {
        while (true)
        {
            if (Next(choice, out var seen, out var begin, out var end) is not { } next)
            {
                return null;
            }

            if (next.TryTurn(seen, end))
            {
                // Race: a slower call may set it back by a turn or two, which only decides how a newcomer begins.
                Volatile.Write(ref _reached, begin);
                return next;
            }
        }
    }

    private EndpointState? Next(in Choice choice, out long seen, out long begin, out long end)
    {
        (seen, begin, end) = (0, 0, long.MaxValue);
        EndpointState? next = null;
        var doubt = choice.LeastDoubt();
        var reached = Volatile.Read(ref _reached);
        foreach (var endpoint in choice.Endpoints)
        {
            // At most one turn is owed: who was away, or is new, does not get in one go all that it missed.
            var turn = endpoint.Turn;
            var stride = (long)(Scale / choice.ShareOf(endpoint));
            var from = Math.Max(turn, reached - stride);
            if (doubt < Doubt.Tried && choice.DoubtOf(endpoint) <= doubt && from + stride < end)
            {
                (next, seen, begin, end) = (endpoint, turn, from, from + stride);
            }
        }

        return next;
    }
}
