using System.Collections.Immutable;

namespace MeshRuntime.Abstractions.NameResolution;

/// <summary>All endpoints of a service at one moment. Replaced whole, never changed.</summary>
/// <param name="Endpoints">Without duplicates; the order means nothing.</param>
public sealed record EndpointSet(ImmutableArray<Endpoint> Endpoints)
{
    /// <summary>No instance is known.</summary>
    public static EndpointSet Empty { get; } = new([]);
}
