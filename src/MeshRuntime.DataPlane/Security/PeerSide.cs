namespace MeshRuntime.DataPlane.Security;

/// <summary>Which end of a connection the peer is.</summary>
internal enum PeerSide
{
    /// <summary>It called us.</summary>
    Client,

    /// <summary>We called it.</summary>
    Server,
}
