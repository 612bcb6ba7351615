using MeshRuntime.DataPlane.Snapshots;
using MeshRuntime.DataPlane.Telemetry;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.DataPlane.Resilience;

/// <summary>What every policy of the sidecar shares: the loop, the clock, where it counts and speaks. Makes scopes and breakers.</summary>
/// <param name="ownNamespace">Ours, for metrics.</param>
/// <param name="time">The clock.</param>
/// <param name="chance">Spreads waits.</param>
/// <param name="meters">Where it counts.</param>
/// <param name="loggers">Where it speaks.</param>
internal sealed class Policies(string ownNamespace, TimeProvider time, Random chance, ResiliencyMeters meters, ILoggerFactory loggers)
{
    private readonly BreakerWatch _watch = new(loggers);

    public TimeProvider Time => time;

    public ILoggerFactory Loggers => loggers;

    /// <summary>The loop.</summary>
    public PolicyRunner Runner { get; } = new(time, chance, loggers);

    /// <summary>Whether calls of our app mostly fail.</summary>
    public OutboundFaults Faults { get; } = new(time);

    /// <summary>A plan around something of our app.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="name">What logs call it.</param>
    /// <param name="direction">A constant of <see cref="PolicyLabels"/>.</param>
    /// <param name="target">What metrics call it.</param>
    public PolicyScope Scope(PolicyPlan plan, string name, string direction, string target) =>
        new(plan, name, new PolicyLabels(plan.Resource, ownNamespace, direction, target), meters);

    /// <summary>A breaker.</summary>
    /// <param name="plan">When it opens and closes.</param>
    /// <param name="name">What it stands before.</param>
    /// <param name="scope">Where its changes count.</param>
    public Breaker Breaker(BreakerPlan plan, string name, PolicyScope scope) =>
        new(plan, name, time, (breaker, from, to) => _watch.Changed(scope, breaker, from, to));
}
