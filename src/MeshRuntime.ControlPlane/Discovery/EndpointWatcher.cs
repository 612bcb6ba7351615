using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.NameResolution;
using MeshRuntime.DataPlane.Outbound;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.ControlPlane.Discovery;

/// <summary>
/// Gives each service that is called the endpoints that the registry knows, and every change of them. There is one watch for each service, so at
/// most <see cref="ServiceTable.MaxServices"/>; none ends before this does.
/// </summary>
internal sealed partial class EndpointWatcher(INameResolver resolver, ServiceTable services, TimeProvider time, ILogger<EndpointWatcher> log)
{
    /// <summary>Before a watch that broke is begun again.</summary>
    public static readonly TimeSpan RestartPause = TimeSpan.FromSeconds(1);

    private readonly Dictionary<Service, Watch> _watches = [];

    /// <summary>Runs until cancelled; every task it began has ended when it returns.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            await foreach (var service in services.WantedAsync(cancellation))
            {
                if (_watches.TryGetValue(service, out var watch))
                {
                    // A call found all endpoints dead. Many calls do so at once: one question answers them all.
                    watch.Asked = watch.Asked.IsCompleted ? AskAsync(service, cancellation) : watch.Asked;
                }
                else
                {
                    _watches.Add(service, new Watch(WatchAsync(service, cancellation)));
                }
            }
        }
        finally
        {
            // They were cancelled with the loop, and end without an exception.
            await Task.WhenAll(_watches.Values.SelectMany(watch => new[] { watch.Loop, watch.Asked }));
        }
    }

    private async Task WatchAsync(Service service, CancellationToken cancellation)
    {
        // At once back to the reader: a resolver that answers without waiting must not hold up the next service.
        await Task.Yield();
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await foreach (var set in resolver.WatchAsync(service.Name, cancellation))
                {
                    Apply(service, set);
                }

                if (!cancellation.IsCancellationRequested)
                {
                    Failed(service, "the watch ended");
                }
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // A ComponentException, or a bug in a resolver: one name that is not watched any more would stay dead until the next start.
                Failed(service, e.Message);
            }

            // Cancelled: the loop's condition ends it.
            await Task.Delay(RestartPause, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task AskAsync(Service service, CancellationToken cancellation)
    {
        await Task.Yield();
        try
        {
            Apply(service, await resolver.ResolveAsync(service.Name, cancellation));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The sidecar stops.
        }
        catch (Exception e)
        {
            Failed(service, e.Message);
        }
    }

    private void Apply(Service service, EndpointSet set)
    {
        service.SetEndpoints(set);
        Log.Endpoints(log, service.Name, set.Endpoints.Length);
    }

    private void Failed(Service service, string reason)
    {
        service.SetProblem($"the name registry cannot be asked for {service.Name}: {reason}");
        Log.Failed(log, service.Name, reason);
    }

    /// <summary>What runs for one service. Touched by the reading loop only.</summary>
    private sealed class Watch(Task loop)
    {
        public Task Loop { get; } = loop;

        public Task Asked { get; set; } = Task.CompletedTask;
    }

    private static partial class Log
    {
        [LoggerMessage(2020, LogLevel.Debug, "{Target} has {Count} endpoints")]
        public static partial void Endpoints(ILogger log, ServiceName target, int count);

        [LoggerMessage(2021, LogLevel.Warning, "The name registry cannot be asked for {Target}; endpoints known before stay in use: {Reason}")]
        public static partial void Failed(ILogger log, ServiceName target, string reason);
    }
}
