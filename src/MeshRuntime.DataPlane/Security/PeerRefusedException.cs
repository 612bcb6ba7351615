using System.Security.Authentication;

namespace MeshRuntime.DataPlane.Security;

/// <summary>The sidecar at an address is not the one we asked for, or does not speak with us.</summary>
public sealed class PeerRefusedException : AuthenticationException
{
    /// <param name="refusal">Why.</param>
    /// <param name="inner">What TLS said, if it said anything.</param>
    public PeerRefusedException(PeerRefusal refusal, Exception? inner = null)
        : base(refusal?.Message, inner)
    {
        ArgumentNullException.ThrowIfNull(refusal);
        Refusal = refusal;
    }

    /// <summary>Why.</summary>
    public PeerRefusal Refusal { get; }
}
