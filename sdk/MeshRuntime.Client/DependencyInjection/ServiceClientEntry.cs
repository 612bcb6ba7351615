using Microsoft.Extensions.DependencyInjection;

namespace MeshRuntime.Client;

/// <summary>
/// Remembers that an entry of a container is a client that <c>AddMeshService</c> has put there. A server asks, so that it does not answer with a client of itself: each call
/// would come back for ever.
/// </summary>
internal sealed class ServiceClientEntry(IServiceCollection services, ServiceDescriptor client)
{
    /// <summary>Whether a container gives a client for a service: the last entry counts, so an implementation that was added later is none.</summary>
    public static bool Answers(IServiceProvider container, Type service)
    {
        foreach (var entry in container.GetServices<ServiceClientEntry>())
        {
            if (entry.Answers(service))
            {
                return true;
            }
        }

        return false;
    }

    private bool Answers(Type service) =>
        client.ServiceType == service && services.LastOrDefault(other => other.ServiceType == service && !other.IsKeyedService) == client;
}
