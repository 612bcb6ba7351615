using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using MeshRuntime.Abstractions.NameResolution;

namespace MeshRuntime.Components.NameResolution;

/// <summary>Reads addresses as registries write them.</summary>
internal static class HostAddress
{
    /// <summary>Reads <c>host:port</c> and <c>[ipv6]:port</c>.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Endpoint? endpoint)
    {
        endpoint = null;
        var colon = text.LastIndexOf(':');
        if (colon <= 0 || !int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port is < 1 or > 65535)
        {
            return false;
        }

        var host = text[..colon] switch
        {
            ['[', .. var inner, ']'] when inner.Contains(':', StringComparison.Ordinal) => inner,
            var plain when Uri.CheckHostName(plain) is UriHostNameType.IPv4 or UriHostNameType.Dns => plain,
            _ => null,
        };
        endpoint = host is null ? null : new Endpoint(host, port);
        return endpoint is not null;
    }
}
