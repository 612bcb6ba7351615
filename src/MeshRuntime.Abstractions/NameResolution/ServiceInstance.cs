using System.Collections.Immutable;

namespace MeshRuntime.Abstractions.NameResolution;

/// <summary>What a sidecar announces of itself.</summary>
/// <param name="Name">The service it is an instance of.</param>
/// <param name="Host">An IP address that peers can reach.</param>
/// <param name="Port">The port for calls between sidecars.</param>
public sealed record ServiceInstance(ServiceName Name, string Host, int Port)
{
    /// <summary>Its share of the calls against the other instances: 1 to 1000, default 100. A registry without room for it leaves it out.</summary>
    public int Weight { get; init; } = 100;

    /// <summary>What others may learn of it, such as <c>version</c> or <c>zone</c>; empty by default. A registry without room for them leaves them out.</summary>
    public ImmutableDictionary<string, string> Labels { get; init; } = ImmutableDictionary<string, string>.Empty;
}
