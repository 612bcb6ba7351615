using System.Globalization;
using System.Security.Cryptography.X509Certificates;

namespace MeshRuntime.DataPlane.Security;

/// <summary>Says in words why a chain was not built. Decides nothing: the chain is refused already.</summary>
internal static class ChainExplanation
{
    // A wrong signature too: it is what an authority of the same name with another key looks like.
    private const X509ChainStatusFlags NoAnchor =
        X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.NotSignatureValid;

    public static PeerRefusal Of(X509Chain chain, X509Certificate2 leaf, TimeProvider time)
    {
        var found = X509ChainStatusFlags.NoError;
        foreach (var status in chain.ChainStatus)
        {
            found |= status.Status;
        }

        if ((found & NoAnchor) != 0)
        {
            return new PeerRefusal(
                PeerRefusalReason.UnknownAuthority,
                $"its certificate was issued by \"{PeerIdentity.Printable(leaf.Issuer)}\", whose key is not one of our trust anchors "
                + "or leads to one; both sidecars must use the same authority");
        }

        return Validity(chain, time.GetUtcNow().UtcDateTime) ?? Purpose(found) ?? new PeerRefusal(
            PeerRefusalReason.InvalidChain,
            $"its certificate chain is not valid: {string.Join("; ", chain.ChainStatus.Select(status => $"{status.Status}: {status.StatusInformation.Trim()}"))}");
    }

    private static PeerRefusal? Validity(X509Chain chain, DateTime now)
    {
        foreach (var element in chain.ChainElements)
        {
            var (from, to) = (element.Certificate.NotBefore.ToUniversalTime(), element.Certificate.NotAfter.ToUniversalTime());
            var who = PeerIdentity.Describe(element.Certificate);
            if (now >= to)
            {
                return new PeerRefusal(
                    PeerRefusalReason.Expired, $"the certificate of {who} expired on {Text(to)}, it is {Text(now)} here; check that its sidecar can renew, and both clocks");
            }

            if (now < from)
            {
                return new PeerRefusal(
                    PeerRefusalReason.NotYetValid, $"the certificate of {who} is valid from {Text(from)}, it is {Text(now)} here; check both clocks");
            }
        }

        return null;
    }

    private static PeerRefusal? Purpose(X509ChainStatusFlags found) => (found & X509ChainStatusFlags.NotValidForUsage) == 0 ? null : new PeerRefusal(
        PeerRefusalReason.WrongPurpose, "its certificate, or one above it, is not for this side of a connection (extended key usage)");

    private static string Text(DateTime at) => at.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
