using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.AspNetCore;

/// <summary>Ends an app at its start when its subscriptions cannot be right: later, messages would just not come.</summary>
internal sealed partial class SubscriptionCheck(IServiceProvider services, MeshServer mesh) : IHostedLifecycleService
{
    /// <summary>Called when the server listens: only then all endpoints are known.</summary>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        if (services.GetService<EndpointDataSource>() is not { } endpoints || SubscriptionList.Read(endpoints) is not [var first, ..])
        {
            return Task.CompletedTask;
        }

        if (mesh.Subscriptions is null)
        {
            throw new InvalidOperationException(
                $"The app subscribes to topic {first.Topic} of {first.PubSub}, but the sidecar cannot ask for that: add app.MapMeshSubscriptions().");
        }

        if (mesh.Token is { } token)
        {
            WarnOfOpenTopics(endpoints, token);
        }

        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Who sets a token means that messages come from the sidecar only; an attribute cannot see to that by itself.</summary>
    private void WarnOfOpenTopics(EndpointDataSource endpoints, AppToken token)
    {
        foreach (var endpoint in endpoints.Endpoints)
        {
            if (endpoint.Metadata.GetMetadata<TopicAttribute>() is { } topic && !endpoint.Metadata.Contains(token))
            {
                Log.OpenTopic(mesh.Logger, endpoint.DisplayName, topic.Topic);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 6113, Level = LogLevel.Warning, Message = "{Endpoint} for topic {Topic} answers everybody, though APP_API_TOKEN is set: add RequireAppToken() to it")]
        public static partial void OpenTopic(ILogger logger, string? endpoint, string topic);
    }
}
