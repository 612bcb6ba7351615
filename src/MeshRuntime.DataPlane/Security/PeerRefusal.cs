namespace MeshRuntime.DataPlane.Security;

/// <summary>Says why a peer was refused.</summary>
/// <param name="Reason">For programs.</param>
/// <param name="Message">For people: what is wrong and how to mend it. Holds no secret; text of the peer is printable and cut.</param>
public sealed record PeerRefusal(PeerRefusalReason Reason, string Message);
