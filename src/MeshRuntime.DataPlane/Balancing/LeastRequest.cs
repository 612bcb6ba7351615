using MeshRuntime.DataPlane.Calls;

namespace MeshRuntime.DataPlane.Balancing;

/// <summary>
/// Draws two endpoints and uses the one with fewer calls in flight for its share. Close to the best choice without any shared order
/// (Mitzenmacher, "The Power of Two Choices in Randomized Load Balancing", 1996).
/// </summary>
internal sealed class LeastRequest(Random chance) : IBalancer
{
    /// <inheritdoc/>
    public EndpointState? Pick(in Choice choice)
    {
        // Drawn by share, so that idle endpoints get theirs; compared by share, so that busy ones do.
        var (first, second) = choice.DrawTwo(chance, byShare: true);
        return first is null || second is null ? first
            : choice.IsEven ? (first.InFlight <= second.InFlight ? first : second)
            : first.InFlight / choice.ShareOf(first) <= second.InFlight / choice.ShareOf(second) ? first : second;
    }
}
