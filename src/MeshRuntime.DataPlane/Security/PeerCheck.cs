using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using MeshRuntime.Abstractions.Mtls;

namespace MeshRuntime.DataPlane.Security;

/// <summary>Judges the peer of one handshake, and keeps what it learned for the log and for the connection.</summary>
/// <param name="material">The bundle that this handshake began with.</param>
/// <param name="side">Which end the peer is.</param>
/// <param name="expected">Who it has to be; null takes every workload that our anchors vouch for (access control decides later).</param>
internal sealed class PeerCheck(TlsMaterial material, PeerSide side, WorkloadIdentity? expected)
{
    /// <summary>What it showed, fit to print.</summary>
    public string Shown { get; private set; } = "no certificate";

    /// <summary>Who it is; null until it is verified.</summary>
    public WorkloadIdentity? Identity { get; private set; }

    /// <summary>Why it was refused; null when it was not.</summary>
    public PeerRefusal? Refusal { get; private set; }

    /// <summary>The callback of <see cref="SslStream"/>. What SslStream itself found is not asked: its rules are about host names.</summary>
    public bool Verify(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        var shown = certificate as X509Certificate2;
        Shown = PeerIdentity.Describe(shown);
        Refusal = material.Verification.Check(shown, chain?.ChainPolicy.ExtraStore, side);
        if (Refusal is null && PeerIdentity.From(shown) is { } identity)
        {
            Refusal = expected is null ? null : CheckName(identity, expected);
            Identity = Refusal is null ? identity : null;
        }

        return Identity is not null;
    }

    private PeerRefusal? CheckName(WorkloadIdentity found, WorkloadIdentity wanted)
    {
        PeerRefusalReason? reason =
            found.TrustDomain != material.Identity.TrustDomain || found.TrustDomain != wanted.TrustDomain ? PeerRefusalReason.OtherTrustDomain
            : found.Namespace != wanted.Namespace ? PeerRefusalReason.OtherNamespace
            : found.AppId != wanted.AppId ? PeerRefusalReason.OtherApp
            : null;
        return reason is null ? null : new PeerRefusal(
            reason.Value, $"it is not {wanted} but {found}; the name registry may hold an old address, or another program took the port");
    }
}
