using MeshRuntime.DataPlane.Snapshots;

namespace MeshRuntime.DataPlane.Balancing;

/// <summary>THE LIST of rules by which endpoints are chosen. One for each target: a round has a memory.</summary>
internal sealed class Balancers(Random chance)
{
    private readonly LeastRequest _leastRequest = new(chance);
    private readonly RoundRobin _roundRobin = new();
    private readonly PeakEwma _peakEwma = new(chance);

    /// <summary>The rule of a method.</summary>
    public IBalancer Of(BalanceMethod method) => method switch
    {
        BalanceMethod.RoundRobin => _roundRobin,
        BalanceMethod.PeakEwma => _peakEwma,
        _ => _leastRequest,
    };
}
