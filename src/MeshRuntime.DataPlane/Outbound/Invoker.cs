using MeshRuntime.Abstractions.Errors;
using MeshRuntime.Abstractions.Mtls;
using MeshRuntime.DataPlane.App;
using MeshRuntime.DataPlane.Calls;
using MeshRuntime.DataPlane.Outbound.Layers;
using MeshRuntime.DataPlane.Snapshots;

namespace MeshRuntime.DataPlane.Outbound;

/// <summary>The door for calls that go out from our app.</summary>
public sealed class Invoker(WorkloadIdentity self, SnapshotCell snapshots, ServiceTable services, AppChannel? app)
{
    private static readonly CallResult NoOwnApp = CallResult.Failed(
        MeshErrorCode.DirectInvoke,
        "cannot invoke local endpoint: app channel not initialized: the sidecar was started without --app-port",
        CallProgress.Answered);

    /// <summary>What calls of the app to itself pass; null when nothing surrounds them.</summary>
    internal CallLayer? Own { get; init; }

    /// <summary>Makes the call and returns the app's answer, or the reason why there is none.</summary>
    public ValueTask<CallResult> InvokeAsync(MeshCall call)
    {
        // The app calls itself: no network, no certificate, no access policy (Dapr does the same).
        if (call.Service.AppId == self.AppId && call.Service.Namespace == self.Namespace)
        {
            return app is null ? new(NoOwnApp) : InvokeOwnAsync(app, call);
        }

        call.Plan = snapshots.Current.PlanOf(call.Target);
        return services.Find(call.Service) is { } service
            ? service.Layers.InvokeAsync(call)
            : new(CallResult.Failed(
                MeshErrorCode.DirectInvoke,
                $"this sidecar has called {ServiceTable.MaxServices} different app ids, which is the limit; is an app id made up per request?",
                CallProgress.Answered));
    }

    private ValueTask<CallResult> InvokeOwnAsync(AppChannel own, MeshCall call)
    {
        // A gRPC call that passes through to the own app has no policies (Dapr).
        if (Own is null || call.Kind == CallKind.Grpc)
        {
            return own.InvokeAsync(call);
        }

        call.Plan = snapshots.Current.PlanOf(call.Target);
        return Own.InvokeAsync(call);
    }
}
