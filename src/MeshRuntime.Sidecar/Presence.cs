using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.NameResolution;
using MeshRuntime.DataPlane.App;
using MeshRuntime.DataPlane.Health;
using MeshRuntime.DataPlane.Messaging.Subscriptions;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.Sidecar;

/// <summary>Makes this sidecar findable once its app listens, and unfindable first thing at a stop.</summary>
/// <param name="resolver">The registry.</param>
/// <param name="instance">What is announced.</param>
/// <param name="appListens">Completes when the app accepts connections, or at once when there is none to wait for.</param>
/// <param name="probe">Watches the app's health from then on; null when nobody asked for it.</param>
/// <param name="topics">Asks the app for its topics from then on.</param>
/// <param name="readiness">Learns that the app is up.</param>
/// <param name="log">Where it speaks.</param>
internal sealed partial class Presence(
    INameResolver resolver,
    ServiceInstance instance,
    Func<CancellationToken, Task> appListens,
    AppProbe? probe,
    AppTopics topics,
    Readiness readiness,
    ILogger log)
    : IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private Task _arrival = Task.CompletedTask;

    /// <summary>Begins the last part of the start, which may take as long as the app does.</summary>
    /// <param name="ready">Called when all is done.</param>
    public void Arrive(Action ready) => _arrival = ArriveAsync(ready, _leaving.Token);

    /// <summary>
    /// Withdraws the announcement; returns also when the registry cannot be reached, which then drops the entry by itself within seconds.
    /// </summary>
    /// <param name="grace">Ends the attempt.</param>
    public async Task LeaveAsync(CancellationToken grace)
    {
        // Race: the app begins to listen at this moment, and we are announced after we have withdrawn. The arrival ends first.
        await _leaving.CancelAsync();
        await _arrival;
        try
        {
            await resolver.DeregisterAsync(grace);
        }
        catch (Exception failure) when (failure is ComponentException or OperationCanceledException)
        {
            Log.NotWithdrawn(log, failure.Message);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _leaving.Dispose();

    private async Task ArriveAsync(Action ready, CancellationToken leaving)
    {
        try
        {
            await appListens(leaving);

            // Not before the app listens: a caller that finds us may count on an answer.
            await resolver.RegisterAsync(instance, leaving);
            var following = Task.WhenAll(probe?.RunAsync(leaving) ?? Task.CompletedTask, topics.RunAsync(leaving));

            // Ready when the app's subscriptions have begun: what is published to a ready app is delivered, by brokers too that keep nothing.
            await Task.WhenAny(topics.Settled, following);
            readiness.AppIsReady();
            ready();
            await following;
        }
        catch (OperationCanceledException) when (leaving.IsCancellationRequested)
        {
            // Asked to stop before the app came.
        }
        catch (Exception failure)
        {
            // The registry refuses us, or a bug in a resolver: others cannot find this app, but its own calls work. Readiness stays red. Nobody
            // waits for this task before the stop, so what is not told here is not told at all.
            Log.NotRegistered(log, failure.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4025, LogLevel.Error, "This sidecar could not be registered, so no other app finds it: {Reason}")]
        public static partial void NotRegistered(ILogger logger, string reason);

        [LoggerMessage(4050, LogLevel.Warning, "This sidecar could not be deregistered; others may still call it for some seconds: {Reason}")]
        public static partial void NotWithdrawn(ILogger logger, string reason);
    }
}
