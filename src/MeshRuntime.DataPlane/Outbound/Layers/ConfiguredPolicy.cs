using MeshRuntime.Abstractions.Errors;
using MeshRuntime.DataPlane.Calls;
using MeshRuntime.DataPlane.Resilience;
using MeshRuntime.Protocol;

namespace MeshRuntime.DataPlane.Outbound.Layers;

/// <summary>
/// What a configured policy surrounds. It also sees answers that are failures. What may have reached an app is repeated when the request is idempotent, when
/// the policy was written for this very target, or when it lists the status: then somebody has decided that.
/// </summary>
/// <param name="next">Makes an attempt.</param>
/// <param name="gate">Has the last word on retries.</param>
/// <param name="time">For dates in answers.</param>
internal sealed class ConfiguredPolicy(Func<MeshCall, ValueTask<CallResult>> next, RetryGate gate, TimeProvider time) : IGuarded<MeshCall, CallResult>
{
    /// <inheritdoc/>
    public ValueTask<CallResult> AttemptAsync(MeshCall call, AttemptLimit? limit)
    {
        call.Begin(limit);
        return call.IsStream && limit is not null ? BeginStreamAsync(call) : next(call);
    }

    /// <inheritdoc/>
    public Outcome Judge(MeshCall call, in CallResult result)
    {
        var grade = CallGrade.Of(call, in result, out var code);
        if (grade != Grade.Failure)
        {
            return new Outcome(grade);
        }

        var floor = FloorOf(in result);
        return new Outcome(grade, floor <= RetryAfter.Longest && MayRepeat(call, in result, code)) { Floor = floor };
    }

    /// <inheritdoc/>
    public string CauseOf(MeshCall call, in CallResult result) => gate.CauseOf(call, in result);

    /// <inheritdoc/>
    public CallResult Refuse(MeshCall call, Refusal refusal) => gate.Refuse(call, refusal);

    /// <inheritdoc/>
    public bool MayRetry(MeshCall call, TimeSpan pause) => gate.MayRetry(call, call.Plan.Policy.Retry!, pause); // not null: asked by a retry

    /// <inheritdoc/>
    public void Discard(CallResult result) => result.Response?.Dispose();

    /// <inheritdoc/>
    public CallResult Exhausted(MeshCall call, CallResult last, int retries)
    {
        if (call.Trace.Kind is null)
        {
            call.Trace.Decided(RetryGate.Kind, call.Plan.Policy.Retry!.Name); // not null: a retry is exhausted
        }

        return last;
    }

    /// <summary>Of a stream the policies cover the beginning only (Dapr).</summary>
    private async ValueTask<CallResult> BeginStreamAsync(MeshCall call)
    {
        var result = await next(call);
        if (result.Response is not null && !call.IsTimedOut)
        {
            call.Begin(null);
        }

        return result;
    }

    private static bool MayRepeat(MeshCall call, in CallResult result, int? code)
    {
        if (call.Plan.Policy.Retry is not { } retry || !call.IsRepeatable || IsConsequence(in result))
        {
            return false;
        }

        var codes = call.Kind == CallKind.Grpc ? retry.GrpcCodes : retry.HttpCodes;
        var isListed = code is { } status && codes?.Contains(status) == true;
        return isListed || ((code is null || codes is null) && (call.Plan.IsNamed || call.IsIdempotent || IsUnseen(in result)));
    }

    private static bool IsUnseen(in CallResult result) =>
        result.Progress is CallProgress.NotSent or CallProgress.Unreached || result.Error?.Code == MeshErrorCode.NoInstance;

    // Who is nearer to the fault repeats, and nobody else: retries at each hop would multiply.
    private static bool IsConsequence(in CallResult result) => result.Response?.Headers.NonValidated.Contains(MeshNames.Consequence) == true;

    private TimeSpan FloorOf(in CallResult result) =>
        result.Response is { StatusCode: System.Net.HttpStatusCode.ServiceUnavailable or System.Net.HttpStatusCode.TooManyRequests } response
            ? RetryAfter.Read(response.Headers, time.GetUtcNow()) : TimeSpan.Zero;
}
