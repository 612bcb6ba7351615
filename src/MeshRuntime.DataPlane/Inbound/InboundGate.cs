using System.Runtime.CompilerServices;
using MeshRuntime.Abstractions.Errors;
using MeshRuntime.DataPlane.App;
using MeshRuntime.DataPlane.Calls;
using MeshRuntime.DataPlane.Resilience;
using MeshRuntime.DataPlane.Snapshots;
using MeshRuntime.DataPlane.Telemetry;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.DataPlane.Inbound;

/// <summary>The door for calls that come in to our app.</summary>
public sealed partial class InboundGate(SnapshotCell snapshots, AppChannel? app, MeshMeters meters, ILoggerFactory loggers)
{
    private static readonly CallResult NoApp = CallResult.Failed(
        MeshErrorCode.DirectInvoke, "app channel is not initialized: the sidecar was started without --app-port", CallProgress.NotSent);

    private readonly ILogger _log = loggers.CreateLogger<InboundGate>();

    /// <summary>True when a failure of our app is most likely the consequence of calls that it makes itself.</summary>
    public bool IsConsequence => Faults?.AreRecent == true;

    /// <summary>Whether calls of our app fail; null when nobody watches them.</summary>
    internal OutboundFaults? Faults { get; init; }

    /// <summary>Judges a call of another app and passes it on.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<CallResult> InvokeAsync(MeshCall call)
    {
        meters.Invocations.RequestReceived(call.Caller?.AppId);
        var result = await JudgeAsync(call);
        meters.Invocations.ResponseSent(
            call.Caller?.AppId, result.Response is { } response ? (int)response.StatusCode : result.Error!.Code.HttpStatus);
        return result;
    }

    private ValueTask<CallResult> JudgeAsync(MeshCall call)
    {
        var plan = snapshots.Current.Access;
        var verdict = AccessRules.Judge(plan, call.Caller, call.Path.Text, call.Method.Method, app?.IsHttp ?? true);
        if (plan is not null)
        {
            meters.Access.Judged(call.Caller, verdict.IsAllowed, verdict.Reason is AccessReason.PolicyDefault or AccessReason.Rule);
        }

        if (!verdict.IsAllowed)
        {
            Log.Denied(_log, call.Caller?.SpiffeId ?? "(no identity)", call.Method.Method, call.Path.Text, verdict.Reason, verdict.Rule ?? "none");
            return Denied($"access control policy has denied access to id: {call.Caller?.SpiffeId} operation: {call.Path.Text} verb: {call.Method.Method}");
        }

        // What the sidecar asks its own app is not for other apps (dapr#8353).
        if (IsBetweenAppAndSidecar(call))
        {
            Log.Private(_log, call.Caller?.SpiffeId ?? "(no identity)", call.Path.Text);
            return Denied($"{call.Path.Text} is between the app and its own sidecar, and not for other apps");
        }

        return app is null ? new(NoApp) : app.InvokeAsync(call);
    }

    private static bool IsBetweenAppAndSidecar(MeshCall call) =>
        call.Path.Text.StartsWith("/dapr/", StringComparison.OrdinalIgnoreCase)
        || (call.Kind == CallKind.Grpc && call.Path.Text.StartsWith("/dapr.proto.", StringComparison.OrdinalIgnoreCase));

    // The caller learns only what it said itself (Dapr's words for a policy). Which rule refused it stands in our log.
    private static ValueTask<CallResult> Denied(string reason) => new(CallResult.Failed(MeshErrorCode.Denied, reason, CallProgress.Answered));

    private static partial class Log
    {
        [LoggerMessage(1201, LogLevel.Warning, "Access denied to {Caller}: {Verb} {Path} ({Reason}, rule {Rule})")]
        public static partial void Denied(ILogger logger, string caller, string verb, string path, AccessReason reason, string rule);

        [LoggerMessage(1202, LogLevel.Warning, "Access denied to {Caller}: {Path} is between the app and its own sidecar")]
        public static partial void Private(ILogger logger, string caller, string path);
    }
}
