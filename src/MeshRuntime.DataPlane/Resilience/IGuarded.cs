using MeshRuntime.DataPlane.Calls;

namespace MeshRuntime.DataPlane.Resilience;

/// <summary>What policies surround: calls of apps, publishes, deliveries. One object serves any number of operations at once.</summary>
/// <typeparam name="TCall">One operation.</typeparam>
/// <typeparam name="TResult">How an attempt of it ended.</typeparam>
internal interface IGuarded<in TCall, TResult>
{
    /// <summary>Makes one attempt. Expected failures are in the result, never thrown.</summary>
    /// <param name="call">The operation.</param>
    /// <param name="limit">Ends the attempt; the callee disposes it. Null for no limit.</param>
    ValueTask<TResult> AttemptAsync(TCall call, AttemptLimit? limit);

    /// <summary>Judges how an attempt ended.</summary>
    Outcome Judge(TCall call, in TResult result);

    /// <summary>Why an attempt failed, in words for the log.</summary>
    string CauseOf(TCall call, in TResult result);

    /// <summary>The result of an attempt that a policy ended.</summary>
    TResult Refuse(TCall call, Refusal refusal);

    /// <summary>The last word before another attempt: is there time for the pause, and room in the budget?</summary>
    bool MayRetry(TCall call, TimeSpan pause);

    /// <summary>Lets go of a result that is not used.</summary>
    void Discard(TResult result);

    /// <summary>The result to return when the retries are used up.</summary>
    TResult Exhausted(TCall call, TResult last, int retries);
}
