using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace MeshRuntime.Components.Mtls.Local;

/// <summary>
/// The text of <c>ca.crt</c>: certificates in PEM, first the one that signs, then the others, each with a line above it that says what it is for. OpenSSL,
/// and builds of this program that knew one root only, take the first and read over such lines. Certificates and notes are one file so that they
/// change in one rename.
/// </summary>
internal static class RootsFile
{
    private const string CertificateLabel = "CERTIFICATE";
    private const string SignsFrom = "# next, signs from ";
    private const string TrustedUntil = "# former, trusted until ";
    private const string Moment = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    /// <exception cref="CryptographicException">A certificate is broken.</exception>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static List<TrustedRoot> Parse(string text)
    {
        var roots = new List<TrustedRoot>();
        var rest = text.AsSpan();
        while (PemEncoding.TryFind(rest, out var fields))
        {
            if (rest[fields.Label].SequenceEqual(CertificateLabel))
            {
                var above = rest[..fields.Location.Start];
                roots.Add(new TrustedRoot(
                    X509Certificate2.CreateFromPem(rest[fields.Location]), Note(above, SignsFrom), Note(above, TrustedUntil)));
            }

            rest = rest[fields.Location.End..];
        }

        return roots.Count > 0 ? roots : throw new ArgumentException("there is no certificate in it.", nameof(text));
    }

    /// <param name="roots">The one that signs first.</param>
    public static string Write(IEnumerable<TrustedRoot> roots)
    {
        var text = new StringBuilder();
        foreach (var root in roots)
        {
            if (root.TrustedUntil is { } until)
            {
                text.Append(TrustedUntil).Append(Text(until)).Append('\n');
            }
            else if (root.SignsFrom is { } from)
            {
                text.Append(SignsFrom).Append(Text(from)).Append('\n');
            }

            text.Append(root.Certificate.ExportCertificatePem()).Append('\n');
        }

        return text.ToString();
    }

    private static string Text(DateTimeOffset moment) => moment.ToUniversalTime().ToString(Moment, CultureInfo.InvariantCulture);

    private static DateTimeOffset? Note(ReadOnlySpan<char> above, string note)
    {
        foreach (var line in above.EnumerateLines())
        {
            if (line.StartsWith(note, StringComparison.Ordinal)
                && DateTimeOffset.TryParseExact(
                    line[note.Length..].Trim(), Moment, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment))
            {
                return moment;
            }
        }

        return null;
    }
}
