using System.Runtime.CompilerServices;
using MeshRuntime.Abstractions.Errors;
using MeshRuntime.Abstractions.NameResolution;
using MeshRuntime.DataPlane.App;
using MeshRuntime.DataPlane.Calls;
using MeshRuntime.DataPlane.Snapshots;
using MeshRuntime.DataPlane.Telemetry;

namespace MeshRuntime.DataPlane.Outbound.Layers;

/// <summary>
/// Lets so many calls to the target be under way and so many wait, and refuses the next at once. A place is kept until the answer's body has been read.
/// </summary>
internal sealed class LimitLayer(CallLayer next, ServiceName target, InvocationMeters meters, FailureLog failures) : CallLayer
{
    private static readonly CallResult Abandoned = CallResult.Failed(MeshErrorCode.DirectInvoke, "context canceled", CallProgress.Abandoned);

    private readonly CallPlaces _places = new();

    /// <inheritdoc/>
    public override ValueTask<CallResult> InvokeAsync(MeshCall call) =>
        call.Plan.Limit is { } limit ? InvokeInTurnAsync(limit, call) : next.InvokeAsync(call);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<CallResult> InvokeInTurnAsync(LimitPlan limit, MeshCall call)
    {
        if (!await _places.TakeAsync(limit.MaxInFlight, limit.MaxPending, call.Aborted))
        {
            return call.Aborted.IsCancellationRequested ? Abandoned : Refuse(limit, call);
        }

        var place = new Place(_places);
        var isKept = false;
        try
        {
            var result = await next.InvokeAsync(call);
            if (result.Response is { } response)
            {
                response.Content = new HeldContent(response.Content, place);
                isKept = true;
            }

            return result;
        }
        finally
        {
            if (!isKept)
            {
                place.Dispose();
            }
        }
    }

    private CallResult Refuse(LimitPlan limit, MeshCall call)
    {
        meters.CallRefused(target.AppId);
        call.Why = new ErrorWhy("limit", limit.Name, Attempt: 0, Attempts: null, Endpoint: null, TimeSpan.Zero);
        var refused = CallResult.Failed(
            MeshErrorCode.Overloaded,
            $"too many calls to {target.AppId}: {limit.MaxInFlight} are under way and {limit.MaxPending} wait, as many as policy {limit.Name} allows; "
            + "call again in a second, or raise its maxInFlight or maxPending",
            CallProgress.Answered).Because(call.Why);
        failures.Failed(call.Target, refused.Error!, call.Why); // not null: it failed
        return refused;
    }

    private sealed class Place(CallPlaces places) : IDisposable
    {
        private CallPlaces? _places = places;

        // Twice is once: a response may be disposed by its reader and by its owner.
        public void Dispose() => Interlocked.Exchange(ref _places, null)?.Give();
    }
}
