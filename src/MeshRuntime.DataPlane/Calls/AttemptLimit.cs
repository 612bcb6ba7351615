using MeshRuntime.DataPlane.Snapshots;

namespace MeshRuntime.DataPlane.Calls;

/// <summary>
/// Ends one attempt: when its time is over, or when nobody waits any more. Lives until the body of the answer is copied, since the limit holds for that too.
/// </summary>
internal sealed class AttemptLimit : CancellationTokenSource
{
    // A timer takes no more than 49 days.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(49);

    private readonly TimeProvider _time;
    private readonly long _began;
    private readonly CancellationToken _given;
    private readonly CancellationTokenRegistration _registration;
    private readonly Action? _expired;
    private bool _isDisposed;

    /// <param name="plan">How long.</param>
    /// <param name="time">The clock.</param>
    /// <param name="given">Cancelled when nobody waits any more.</param>
    /// <param name="expired">Told once, at the end, if the time was over first.</param>
    public AttemptLimit(TimeoutPlan plan, TimeProvider time, CancellationToken given, Action? expired)
        : base(plan.Limit < Longest ? plan.Limit : Longest, time)
    {
        (Plan, _time, _given, _expired) = (plan, time, given, expired);
        _began = time.GetTimestamp();
        _registration = given.UnsafeRegister(static limit => ((AttemptLimit)limit!).Cancel(), this);
    }

    /// <summary>The policy.</summary>
    public TimeoutPlan Plan { get; }

    /// <summary>True when the time was over before anybody went away. Race: both at once; then who is gone counts, since nobody reads another answer.</summary>
    public bool HasExpired => IsCancellationRequested && !_given.IsCancellationRequested;

    /// <summary>What is left; zero when it is over.</summary>
    public TimeSpan Remaining
    {
        get
        {
            var left = Plan.Limit - _time.GetElapsedTime(_began);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isDisposed)
        {
            _isDisposed = true;

            // Waits for a Cancel that runs at this moment, which must not meet a source that is disposed.
            _registration.Dispose();
            if (HasExpired)
            {
                _expired?.Invoke();
            }
        }

        base.Dispose(disposing);
    }
}
