using MeshRuntime.Abstractions.Errors;
using MeshRuntime.DataPlane.Calls;
using MeshRuntime.DataPlane.Resilience;
using MeshRuntime.DataPlane.Snapshots;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.DataPlane.Outbound.Layers;

/// <summary>What both retries of a call share: its deadline, the target's budget, and the words for what a policy ended.</summary>
internal sealed partial class RetryGate(TargetTraffic traffic, Policies policies)
{
    /// <summary>The kind of a policy that has run out of attempts.</summary>
    public const string Kind = "retry";

    private readonly ILogger _log = policies.Loggers.CreateLogger<PolicyLayer>();
    private readonly SparseLine _spent = new(policies.Time);

    /// <summary>True when there is time for the pause, and the target may get another retry.</summary>
    public bool MayRetry(MeshCall call, RetryPlan retry, TimeSpan pause)
    {
        if (call.Deadline is { } deadline && pause >= deadline.Remaining)
        {
            call.Trace.Decided(Kind, $"{retry.Name} (its pause is longer than the caller waits)");
            return false;
        }

        if (!traffic.TryTakeRetry())
        {
            call.Trace.Decided($"retry budget of {call.Target} (20 % of its calls, at least 10/s)", policy: null);
            if (_spent.MaySpeak(out var held))
            {
                Log.Spent(_log, call.Target, held + 1);
            }

            return false;
        }

        Log.Retrying(_log, call.Target, call.Endpoint?.Endpoint.Authority, call.Trace.Attempts, retry.Name, pause.TotalMilliseconds);
        return true;
    }

    /// <summary>What an attempt met, and what is known of the way there: for the log.</summary>
    public string CauseOf(MeshCall call, in CallResult result)
    {
        CallGrade.Of(call, in result, out var code);
        var met = result.Error?.Message ?? $"{(call.Kind == CallKind.Grpc ? "gRPC status" : "status")} {code}";
        return $"{met} ({call.Trace.Tell(call.Endpoint?.Endpoint.Authority, policies.Time)})";
    }

    /// <summary>The failure of an attempt that a policy ended.</summary>
    public CallResult Refuse(MeshCall call, Refusal refusal)
    {
        var policy = call.Plan.Policy;
        if (refusal == Refusal.TimedOut)
        {
            call.Trace.Decided("timeout", policy.Timeout?.Name ?? "");
            return CallResult.Failed(MeshErrorCode.TimedOut, RefusalText.Of(refusal), CallProgress.MaybeSent);
        }

        call.Trace.Decided("circuit breaker", policy.Breaker?.Name ?? "");
        return CallResult.Failed(MeshErrorCode.CircuitOpen, RefusalText.Of(refusal), CallProgress.Answered);
    }

    private static partial class Log
    {
        [LoggerMessage(1001, LogLevel.Debug, "Attempt {Attempt} at {Target} ({Endpoint}) failed, retry {Policy} tries again in {PauseMs} ms")]
        public static partial void Retrying(ILogger logger, string target, string? endpoint, int attempt, string policy, double pauseMs);

        [LoggerMessage(1006, LogLevel.Warning, "The retry budget of {Target} is spent (20 % of its calls, at least 10/s): failures go out unrepeated, {Count} since the last such line. See why its calls fail")]
        public static partial void Spent(ILogger logger, string target, long count);
    }
}
