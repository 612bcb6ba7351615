using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace MeshRuntime.DataPlane.Security;

/// <summary>Reads the host out of a Host header or an authority. Takes one spelling of each thing: whatever else might be read is refused.</summary>
internal static class HostName
{
    /// <summary>
    /// The host without port, brackets and a last dot; false when the text is not <c>name[:port]</c>, <c>1.2.3.4[:port]</c> or <c>[v6][:port]</c>.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<char> authority, out ReadOnlySpan<char> host)
    {
        var end = authority is ['[', ..] ? authority.IndexOf(']') + 1 : authority.IndexOf(':');
        host = end < 0 ? authority : authority[..end];
        if (!IsPort(end < 0 ? [] : authority[end..]))
        {
            return false;
        }

        if (host is ['[', .. var inner, ']'])
        {
            host = inner;
            return IsVersion6(inner);
        }

        // "localhost." is localhost: the dot says that the name is complete.
        host = host is [.., '.'] ? host[..^1] : host;
        return IsName(host);
    }

    /// <summary>An address in the spelling that browsers send; not <c>127.1</c>, <c>0x7f.0.0.1</c> or <c>010.0.0.1</c>, which some take for others.</summary>
    public static bool TryReadAddress(ReadOnlySpan<char> host, out IPAddress? address)
    {
        if (!IPAddress.TryParse(host, out address))
        {
            return false;
        }

        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return host.Contains(':') || (address.AddressFamily == AddressFamily.InterNetwork && host.SequenceEqual(address.ToString()));
    }

    private static bool IsPort(ReadOnlySpan<char> rest) =>
        rest.IsEmpty || (rest is [':', .. var digits] && ushort.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out _));

    private static bool IsVersion6(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            // No zone: "%25eth0" is not for a Host header (RFC 6874).
            if (!char.IsAsciiHexDigit(c) && c is not (':' or '.'))
            {
                return false;
            }
        }

        return IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6;
    }

    private static bool IsName(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            // No "@": in "localhost@evil.example" the host is not what stands first. The underscore is for names of containers.
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '.' or '_'))
            {
                return false;
            }
        }

        return !text.IsEmpty;
    }
}
