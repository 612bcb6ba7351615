using MeshRuntime.DataPlane.Calls;

namespace MeshRuntime.DataPlane.Balancing;

/// <summary>
/// Draws two endpoints and uses the one with the lower load: peak EWMA of its latency (<see cref="EndpointLatency"/>) × (calls in flight + 1) / share.
/// After Finagle's and Linkerd's balancer of this name; that a weight divides the load is how Linkerd's weighs endpoints.
/// </summary>
internal sealed class PeakEwma(Random chance) : IBalancer
{
    // Of an endpoint that is being asked and has never answered: it is as slow as anything, until its answer says otherwise. Seconds.
    private const double Unknown = 1e6;

    /// <inheritdoc/>
    public EndpointState? Pick(in Choice choice)
    {
        // Not by share: the load is already divided by it.
        var (first, second) = choice.DrawTwo(chance, byShare: false);
        return first is null || second is null || Load(first, choice) <= Load(second, choice) ? first : second;
    }

    private static double Load(EndpointState endpoint, in Choice choice)
    {
        var inFlight = endpoint.InFlight;
        var latency = endpoint.Latency.Seconds(choice.Time);

        // Idle and unknown is no load: it is asked once.
        return (latency == 0 && inFlight > 0 ? Unknown : latency) * (inFlight + 1) / choice.ShareOf(endpoint);
    }
}
