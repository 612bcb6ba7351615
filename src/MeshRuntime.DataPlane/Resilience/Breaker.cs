using System.Diagnostics;
using MeshRuntime.DataPlane.Snapshots;

namespace MeshRuntime.DataPlane.Resilience;

/// <summary>
/// A circuit breaker: closed until its trip condition holds, then open for a time, then half open until as many attempts succeed as it lets through.
/// An attempt that succeeds while it is closed takes no lock.
/// </summary>
internal sealed class Breaker
{
    private const int DefaultTrip = 5; // Dapr: consecutiveFailures > 5

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly Action<Breaker, BreakerState, BreakerState> _changed;
    private volatile BreakerGeneration _current;

    /// <param name="plan">When it opens and closes.</param>
    /// <param name="name">What it stands before, for the log.</param>
    /// <param name="time">The clock.</param>
    /// <param name="changed">Told of each change: from, to. Called under the lock, so that changes are told in their order; must not call back.</param>
    public Breaker(BreakerPlan plan, string name, TimeProvider time, Action<Breaker, BreakerState, BreakerState> changed)
    {
        (Plan, Name, _time, _changed) = (plan, name, time, changed);
        _current = Generation(BreakerState.Closed);
    }

    public BreakerPlan Plan { get; }

    public string Name { get; }

    /// <summary>The state, as the next attempt will find it.</summary>
    public BreakerState State => Now().State;

    /// <summary>Asks for an attempt.</summary>
    /// <param name="begun">To be handed back with the outcome.</param>
    public Refusal TryEnter(out BreakerGeneration begun)
    {
        begun = Now();
        if (begun.State == BreakerState.Closed)
        {
            begun.Begun();
            return Refusal.None;
        }

        lock (_gate)
        {
            begun = Now_Locked();
            if (begun.State == BreakerState.Open)
            {
                return Refusal.CircuitOpen;
            }

            if (begun.State == BreakerState.HalfOpen && begun.Requests >= Plan.MaxRequests)
            {
                return Refusal.TooManyRequests;
            }

            begun.Begun();
            return Refusal.None;
        }
    }

    /// <summary>Tells how an attempt ended. Too late, in another generation, it counts nowhere.</summary>
    public void Exit(BreakerGeneration begun, Grade grade)
    {
        if (begun.State == BreakerState.Closed && grade == Grade.Success)
        {
            // Race: the generation ends at this moment. Its counts are not read again.
            begun.Succeeded();
            return;
        }

        lock (_gate)
        {
            if (!ReferenceEquals(begun, Now_Locked()))
            {
                return;
            }

            switch (grade)
            {
                case Grade.Success:
                    Succeeded_Locked(begun);
                    break;
                case Grade.Failure:
                    Failed_Locked(begun);
                    break;
                default:
                    // It proved nothing: the place it took while half open is another's.
                    begun.Forgotten();
                    break;
            }
        }
    }

    private void Succeeded_Locked(BreakerGeneration begun)
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        begun.Succeeded();
        if (begun.State == BreakerState.HalfOpen && begun.SuccessesInRow >= Plan.MaxRequests)
        {
            Change_Locked(BreakerState.Closed);
        }
    }

    private void Failed_Locked(BreakerGeneration begun)
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        begun.Failed();
        if (begun.State == BreakerState.HalfOpen || Trips(begun))
        {
            Change_Locked(BreakerState.Open);
        }
    }

    // A condition that cannot be evaluated does not hold (Dapr).
    private bool Trips(BreakerGeneration counts) =>
        Plan.Trip is null ? counts.FailuresInRow > DefaultTrip : Plan.Trip.TryTest(counts, out var holds, out _) && holds;

    private BreakerGeneration Now()
    {
        var current = _current;
        if (!IsOver(current))
        {
            return current;
        }

        lock (_gate)
        {
            return Now_Locked();
        }
    }

    private BreakerGeneration Now_Locked()
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        if (IsOver(_current))
        {
            Change_Locked(_current.State == BreakerState.Open ? BreakerState.HalfOpen : BreakerState.Closed);
        }

        return _current;
    }

    private bool IsOver(BreakerGeneration generation) => generation.Ends is { } ends && _time.GetTimestamp() >= ends;

    private void Change_Locked(BreakerState to)
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        var from = _current.State;
        _current = Generation(to);
        if (from != to)
        {
            _changed(this, from, to);
        }
    }

    private BreakerGeneration Generation(BreakerState state) => new(state, state switch
    {
        BreakerState.Open => After(Plan.OpenFor),
        BreakerState.Closed when Plan.Interval > TimeSpan.Zero => After(Plan.Interval),
        _ => null,
    });

    private long After(TimeSpan span) => _time.GetTimestamp() + (long)(span.TotalSeconds * _time.TimestampFrequency);
}
