using System.Runtime.CompilerServices;
using MeshRuntime.Abstractions.Errors;
using MeshRuntime.Abstractions.NameResolution;
using MeshRuntime.DataPlane.Calls;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.DataPlane.Outbound.Layers;

/// <summary>
/// The only retry loop of the program. An attempt that no app has seen is always made again; one that an app may have acted on, only when the
/// request is idempotent; and neither once the caller's body has begun to flow.
/// </summary>
internal sealed partial class PolicyLayer(
    CallLayer next, ServiceName target, TimeProvider time, ILoggerFactory loggers) : CallLayer
{
    private readonly ILogger _log = loggers.CreateLogger<PolicyLayer>();

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<CallResult> InvokeAsync(MeshCall call)
    {
        var retry = call.Plan.BuiltInRetry;
        for (var attempt = 0; ; attempt++)
        {
            var failed = call.Endpoint;
            var result = await next.InvokeAsync(call);
            if (result.Error is null || !MayRepeat(call, result.Progress))
            {
                return result;
            }

            if (attempt == retry.MaxRetries)
            {
                return CallResult.Failed(
                    result.Error.Code,
                    $"failed to invoke target {target.AppId} after {attempt} retries. Error: {result.Error.Message}",
                    result.Progress);
            }

            Log.Retrying(_log, target.AppId, call.Endpoint?.Endpoint.Authority, attempt + 1, result.Error.Message);

            // The endpoint that just failed, failing again: give it time. Another one is tried at once.
            if (call.Endpoint == failed)
            {
                if (call.Kind == CallKind.Grpc)
                {
                    // A gRPC client has a retry policy of its own, and is told at once (Dapr reconnects once and no more).
                    return result;
                }

                await PauseAsync(retry.Pause, call.Aborted);
            }
        }
    }

    private static bool MayRepeat(MeshCall call, CallProgress progress) =>
        call.IsRepeatable && !call.Aborted.IsCancellationRequested
        && (progress == CallProgress.NotSent || (progress == CallProgress.MaybeSent && call.IsIdempotent));

    private async ValueTask PauseAsync(TimeSpan pause, CancellationToken aborted) =>
        await Task.Delay(pause, time, aborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private static partial class Log
    {
        [LoggerMessage(1001, LogLevel.Debug, "Attempt {Attempt} at {Target} ({Endpoint}) failed, trying again: {Reason}")]
        public static partial void Retrying(ILogger logger, string target, string? endpoint, int attempt, string reason);
    }
}
