using MeshRuntime.Abstractions.Mtls;
using MeshRuntime.DataPlane.Calls;

namespace MeshRuntime.Api.Peer;

/// <summary>What is known of a connection on the peer port, found out once when it opens; a feature of each of its requests.</summary>
/// <param name="Identity">From the certificate; null when mTLS is off.</param>
/// <param name="ForwardedBy">The forwarding headers for the app.</param>
public sealed record PeerConnection(WorkloadIdentity? Identity, ForwardedBy ForwardedBy);
