using MeshRuntime.Abstractions.Components;

namespace MeshRuntime.Abstractions.NameResolution;

/// <summary>Finds the sidecars of an app, and makes this sidecar findable.</summary>
public interface INameResolver : IComponent
{
    /// <summary>
    /// Announces this sidecar until <see cref="DeregisterAsync"/> or the death of the process. The component keeps the entry alive by itself and
    /// registers again when the registry lost it. A resolver with nothing to announce does nothing.
    /// </summary>
    /// <exception cref="ComponentException">The registry refused.</exception>
    ValueTask RegisterAsync(ServiceInstance instance, CancellationToken cancellation);

    /// <summary>Withdraws the announcement, so that no new call comes. Safe to call twice or without a registration.</summary>
    ValueTask DeregisterAsync(CancellationToken cancellation);

    /// <summary>The sidecars of an app at this moment; an empty set when there are none.</summary>
    /// <exception cref="ComponentException">The registry cannot be asked now; callers keep what they knew.</exception>
    ValueTask<EndpointSet> ResolveAsync(ServiceName name, CancellationToken cancellation);

    /// <summary>
    /// The sidecars of an app, first as they are now, then each time the set changes, until cancelled. A registry that cannot be asked for a while
    /// yields nothing and is asked again; it does not end the stream.
    /// </summary>
    IAsyncEnumerable<EndpointSet> WatchAsync(ServiceName name, CancellationToken cancellation);
}
