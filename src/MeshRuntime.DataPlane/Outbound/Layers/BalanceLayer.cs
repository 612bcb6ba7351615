using System.Runtime.CompilerServices;
using MeshRuntime.Abstractions.Errors;
using MeshRuntime.DataPlane.Balancing;
using MeshRuntime.DataPlane.Calls;

namespace MeshRuntime.DataPlane.Outbound.Layers;

/// <summary>Chooses the endpoint of an attempt and keeps count of what is in flight there.</summary>
internal sealed class BalanceLayer(CallLayer next, Service service, PowerOfTwoChoices balancer, TimeProvider time) : CallLayer
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
        var endpoint = balancer.Pick(service.Endpoints, call.Endpoint);
        if (endpoint is null)
        {
            await WaitForEndpointsAsync(call.Aborted);
            endpoint = balancer.Pick(service.Endpoints, call.Endpoint);
        }

        if (endpoint is null)
        {
            return call.Aborted.IsCancellationRequested ? Abandoned : NoEndpoint();
        }

        call.Endpoint = endpoint;
        endpoint.Begin();
        try
        {
            var result = await next.InvokeAsync(call);
            if (result.Progress == CallProgress.NotSent)
            {
                endpoint.Unreachable(time);
                service.AskAgain();
            }
            else if (result.Error is null)
            {
                endpoint.Reachable();
            }

            return result;
        }
        finally
        {
            endpoint.End();
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
