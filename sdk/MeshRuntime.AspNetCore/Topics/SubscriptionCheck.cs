using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace MeshRuntime.AspNetCore;

/// <summary>Ends an app at its start when its subscriptions cannot be right: later, messages would just not come.</summary>
internal sealed class SubscriptionCheck(IServiceProvider services, MeshServer mesh) : IHostedLifecycleService
{
    /// <summary>Called when the server listens: only then all endpoints are known.</summary>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        if (services.GetService<EndpointDataSource>() is { } endpoints
            && SubscriptionList.Read(endpoints) is [var first, ..] && mesh.Subscriptions is null)
        {
            throw new InvalidOperationException(
                $"The app subscribes to topic {first.Topic} of {first.PubSub}, but the sidecar cannot ask for that: add app.MapMeshSubscriptions().");
        }

        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
