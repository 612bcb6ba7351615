using MeshRuntime.DataPlane.Calls;
using MeshRuntime.DataPlane.Resilience;

namespace MeshRuntime.DataPlane.Outbound.Layers;

/// <summary>
/// What is repeated when nobody asked for it: an attempt that no app has seen, and one that an app may have acted on when the request is idempotent. Answers
/// are never repeated. Another endpoint is tried at once; the one that just failed is given time.
/// </summary>
internal sealed class BuiltInRetry(CallLayer next, RetryGate gate) : IGuarded<MeshCall, CallResult>
{
    /// <inheritdoc/>
    public ValueTask<CallResult> AttemptAsync(MeshCall call, AttemptLimit? limit)
    {
        call.Trace.Attempted();
        call.PreviousEndpoint = call.Endpoint;
        return next.InvokeAsync(call);
    }

    /// <inheritdoc/>
    public Outcome Judge(MeshCall call, in CallResult result)
    {
        if (result.Error is null)
        {
            return Outcome.Success;
        }

        var isElsewhere = call.Endpoint != call.PreviousEndpoint;
        var mayRepeat = call.IsRepeatable
            && (result.Progress == CallProgress.NotSent || (result.Progress == CallProgress.MaybeSent && call.IsIdempotent))

            // A gRPC client has a retry policy of its own, and is told at once (Dapr reconnects once and no more).
            && (isElsewhere || call.Kind != CallKind.Grpc);
        return new Outcome(result.Progress == CallProgress.Abandoned ? Grade.Neither : Grade.Failure, mayRepeat) { AtOnce = isElsewhere };
    }

    /// <inheritdoc/>
    public string CauseOf(MeshCall call, in CallResult result) => gate.CauseOf(call, in result);

    /// <inheritdoc/>
    public CallResult Refuse(MeshCall call, Refusal refusal) => gate.Refuse(call, refusal);

    /// <inheritdoc/>
    public bool MayRetry(MeshCall call, TimeSpan pause) => gate.MayRetry(call, call.Plan.BuiltInRetry, pause);

    /// <inheritdoc/>
    public void Discard(CallResult result) => result.Response?.Dispose();

    /// <inheritdoc/>
    public CallResult Exhausted(MeshCall call, CallResult last, int retries)
    {
        var retry = call.Plan.BuiltInRetry;
        call.Trace.Decided(RetryGate.Kind, retry.Name);
        return CallResult.Failed(
            last.Error!.Code, // not null: answers are never repeated here
            $"failed to invoke target {call.Service.AppId} after {retries} retries. Error: {last.Error.Message}",
            last.Progress);
    }
}
