using MeshRuntime.DataPlane.Calls;

namespace MeshRuntime.DataPlane.Balancing;

/// <summary>A rule that chooses one endpoint for an attempt. Safe from many threads; takes no lock, allocates nothing.</summary>
internal interface IBalancer
{
    /// <summary>Chooses; null when every endpoint was tried, or there is none.</summary>
    EndpointState? Pick(in Choice choice);
}
