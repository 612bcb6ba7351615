using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
using MeshRuntime.Abstractions.Mtls;

namespace MeshRuntime.DataPlane.Security;

/// <summary>Reads who a certificate is for. Proves nothing: the certificate must have been verified.</summary>
public static class PeerIdentity
{
    private const string SubjectAlternativeName = "2.5.29.17";
    private const int MaxPrinted = 200;

    // GeneralName ::= CHOICE { … uniformResourceIdentifier [6] IA5String … } (RFC 5280 4.2.1.6). .NET reads only DNS names and addresses.
    private static readonly Asn1Tag UriName = new(TagClass.ContextSpecific, 6);

    /// <summary>The SPIFFE id of the certificate; null unless it stands there as the only URI name.</summary>
    public static WorkloadIdentity? From(X509Certificate2? certificate)
    {
        if (certificate?.Extensions.Where(extension => extension.Oid?.Value == SubjectAlternativeName).ToArray() is not [var names])
        {
            return null;
        }

        // Printable ASCII only: the id goes into logs, headers and metrics.
        return OnlyUriOf(names.RawData) is { } uri && !uri.AsSpan().ContainsAnyExceptInRange('!', '~')
            && WorkloadIdentity.TryParse(uri, out var identity) ? identity : null;
    }

    /// <summary>Names a certificate for a log, whatever is in it: its SPIFFE id, else its subject made printable and cut.</summary>
    internal static string Describe(X509Certificate2? certificate) =>
        certificate is null ? "no certificate" : From(certificate)?.SpiffeId ?? $"subject \"{Printable(certificate.Subject)}\"";

    internal static string Printable(string text) => string.Create(Math.Min(text.Length, MaxPrinted), text, static (printed, source) =>
    {
        for (var i = 0; i < printed.Length; i++)
        {
            printed[i] = source[i] is >= ' ' and <= '~' and not '"' ? source[i] : '?';
        }
    });

    private static string? OnlyUriOf(byte[] subjectAlternativeName)
    {
        try
        {
            string? only = null;
            var names = new AsnReader(subjectAlternativeName, AsnEncodingRules.DER).ReadSequence();
            while (names.HasData)
            {
                if (!names.PeekTag().HasSameClassAndValue(UriName))
                {
                    names.ReadEncodedValue();
                }
                else if (only is not null)
                {
                    return null;
                }
                else
                {
                    only = names.ReadCharacterString(UniversalTagNumber.IA5String, UriName);
                }
            }

            return only;
        }
        catch (AsnContentException)
        {
            return null;
        }
    }
}
