using System.Runtime.CompilerServices;
using MeshRuntime.Abstractions.Errors;
using MeshRuntime.DataPlane.Balancing;
using MeshRuntime.DataPlane.Calls;
using MeshRuntime.DataPlane.Snapshots;

namespace MeshRuntime.DataPlane.Outbound.Layers;

/// <summary>
/// Chooses the endpoint of an attempt, and goes on to another one when it cannot be connected to, or says that its app cannot: no app has seen the call, so no
/// policy is asked. Keeps count of what is in flight at each endpoint, and learns from how it ends.
/// </summary>
internal sealed class BalanceLayer(CallLayer next, Service service, Balancers balancers, Ejections ejections, TimeProvider time) : CallLayer
{
    // The registry's first answer: a local registry needs milliseconds. Dapr's mDNS gives up after 1 s.
    private static readonly TimeSpan FirstAnswer = TimeSpan.FromSeconds(2);

    // An empty answer may be a race with an app that is just starting: it is asked for as often as Dapr does, 5 times, 100 ms apart.
    private const int Questions = 5;
    private static readonly TimeSpan BetweenQuestions = TimeSpan.FromMilliseconds(100);

    private static readonly CallResult Abandoned = CallResult.Failed(MeshErrorCode.DirectInvoke, "context canceled", CallProgress.Abandoned);

    private bool IsUnknown => service.Endpoints.Length == 0 && service.Problem is null;

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<CallResult> InvokeAsync(MeshCall call)
    {
        if (service.Endpoints.Length == 0)
        {
            await WaitForEndpointsAsync(call.Aborted);
        }

        var failed = call.Endpoint;
        var tried = default(Tried);
        var result = default(CallResult);
        while (Choose(call.Plan, failed, tried) is { Endpoint: { } endpoint } chosen)
        {
            call.Endpoint = endpoint;
            var began = call.Plan.Balance.Method == BalanceMethod.PeakEwma ? time.GetTimestamp() : 0;
            result = Abandoned; // what a bug below leaves behind: it says nothing of the endpoint
            endpoint.Begin();
            try
            {
                result = await next.InvokeAsync(call);
            }
            finally
            {
                endpoint.End();
                ejections.Report(endpoint, chosen.Trial, result, call.Plan.Ejection, service.Endpoints);
            }

            Learn(endpoint, result, began);
            if (!IsUnseen(result) || !tried.Add(endpoint) || !call.IsRepeatable || call.Aborted.IsCancellationRequested)
            {
                return result;
            }
        }

        return result.Error is not null ? result : call.Aborted.IsCancellationRequested ? Abandoned : NoEndpoint();
    }

    private static bool IsUnseen(in CallResult result) => result.Progress is CallProgress.NotSent or CallProgress.Unreached;

    private (EndpointState? Endpoint, Trial Trial) Choose(ServicePlan plan, EndpointState? failed, in Tried tried)
    {
        var choice = new Choice(service.Group, plan.Balance.SlowStart, time, failed, tried);
        if (ejections.TakeProbe(choice) is { } probed)
        {
            return (probed, Trial.Probe);
        }

        var picked = balancers.Of(plan.Balance.Method).Pick(choice);
        return (picked, picked is { Health.IsEjected: true } ? Trial.LastResort : Trial.None);
    }

    private void Learn(EndpointState endpoint, in CallResult result, long began)
    {
        if (result.Progress == CallProgress.NotSent)
        {
            endpoint.Unreachable(time);
            service.AskAgain();
        }
        else if (result.Progress == CallProgress.Unreached)
        {
            // Its app may be back any moment, and is known to have done nothing: a rest, and no ejection.
            endpoint.Unreachable(time);
        }
        else if (result.Error is null)
        {
            endpoint.Reachable();
            if (began != 0 && Verdicts.Of(result) == Verdict.Well)
            {
                // Only what went well: a failure is quick, and speed must not attract more calls to it.
                endpoint.Latency.Record(time.GetElapsedTime(began), time);
            }
        }
    }

    private async ValueTask WaitForEndpointsAsync(CancellationToken aborted)
    {
        await WaitAsync(service.Known, FirstAnswer, aborted);
        for (var question = 0; question < Questions && IsUnknown && !aborted.IsCancellationRequested; question++)
        {
            service.AskAgain();
            await WaitAsync(service.Found, BetweenQuestions, aborted);
        }
    }

    private async ValueTask WaitAsync(Task task, TimeSpan limit, CancellationToken aborted)
    {
        if (!task.IsCompleted)
        {
            // Neither the limit nor a caller that went away is a failure here: what follows looks at the endpoints.
            await task.WaitAsync(limit, time, aborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private CallResult NoEndpoint() => CallResult.Failed(
        MeshErrorCode.NoInstance,
        service.Problem is { } problem
            ? $"failed to resolve {service.Name}: {problem}"
            : "no host found with the given ID: no sidecar of that app is registered; start it, or see what runs with `mesh list`",
        CallProgress.Answered);
}
