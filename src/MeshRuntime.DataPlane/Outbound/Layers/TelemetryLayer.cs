using System.Runtime.CompilerServices;
using MeshRuntime.Abstractions.NameResolution;
using MeshRuntime.DataPlane.Calls;
using MeshRuntime.DataPlane.Telemetry;

namespace MeshRuntime.DataPlane.Outbound.Layers;

/// <summary>Counts calls and their outcome. A failure of ours counts under the status that the caller sees.</summary>
internal sealed class TelemetryLayer(CallLayer next, ServiceName target, InvocationMeters meters, TimeProvider time) : CallLayer
{
    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<CallResult> InvokeAsync(MeshCall call)
    {
        meters.RequestSent(target.AppId);
        var began = time.GetTimestamp();
        var result = await next.InvokeAsync(call);
        var status = result.Response is { } response ? (int)response.StatusCode : result.Error!.Code.HttpStatus;
        meters.ResponseReceived(target.AppId, status, time.GetElapsedTime(began));
        return result;
    }
}
