using MeshRuntime.DataPlane.Expressions;
using MeshRuntime.DataPlane.Expressions.Values;

namespace MeshRuntime.DataPlane.Resilience;

/// <summary>
/// The counts of a breaker from one change of its state to the next. An attempt keeps the one in which it began, so that what it tells later counts there
/// and nowhere else.
/// </summary>
/// <param name="state">The state.</param>
/// <param name="ends">When it is over by itself, as a timestamp; null for never.</param>
internal sealed class BreakerGeneration(BreakerState state, long? ends) : IVariables
{
    private long _requests;
    private long _successes;
    private long _failures;
    private long _successesInRow;
    private long _failuresInRow;

    public BreakerState State => state;

    public long? Ends => ends;

    public long Requests => Volatile.Read(ref _requests);

    public long SuccessesInRow => Volatile.Read(ref _successesInRow);

    public long FailuresInRow => Volatile.Read(ref _failuresInRow);

    public void Begun() => Interlocked.Increment(ref _requests);

    public void Forgotten() => Interlocked.Decrement(ref _requests);

    public void Succeeded()
    {
        Interlocked.Increment(ref _successes);
        Interlocked.Increment(ref _successesInRow);

        // Read first: almost always there is nothing to forget. Race: a failure at the same time; it stands before this success or after it.
        if (Volatile.Read(ref _failuresInRow) != 0)
        {
            Volatile.Write(ref _failuresInRow, 0);
        }
    }

    public void Failed()
    {
        Interlocked.Increment(ref _failures);
        Interlocked.Increment(ref _failuresInRow);
        Volatile.Write(ref _successesInRow, 0);
    }

    /// <inheritdoc/>
    public bool TryGet(string name, out CelValue value)
    {
        long? count = name switch
        {
            "requests" => Requests,
            "totalSuccesses" => Volatile.Read(ref _successes),
            "totalFailures" => Volatile.Read(ref _failures),
            "consecutiveSuccesses" => SuccessesInRow,
            "consecutiveFailures" => FailuresInRow,
            _ => null,
        };
        value = CelValue.From(count ?? 0);
        return count is not null;
    }
}
