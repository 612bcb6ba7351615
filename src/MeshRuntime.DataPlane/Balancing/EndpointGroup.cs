using MeshRuntime.DataPlane.Calls;

namespace MeshRuntime.DataPlane.Balancing;

/// <summary>The endpoints of a target at one moment. Replaced whole.</summary>
/// <param name="members">In the registry's order, which means nothing.</param>
internal sealed class EndpointGroup(EndpointState[] members)
{
    /// <summary>Nobody.</summary>
    public static EndpointGroup Empty { get; } = new([]);

    /// <summary>The endpoints.</summary>
    public EndpointState[] Members { get; } = members;

    /// <summary>True when all have the same weight, which lets a choice be made without looking at all of them.</summary>
    public bool IsEven { get; } = Array.TrueForAll(members, member => member.Endpoint.Weight == members[0].Endpoint.Weight);
}
