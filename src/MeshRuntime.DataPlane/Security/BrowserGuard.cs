using System.Collections.Immutable;
using System.Net;
using Microsoft.Extensions.Primitives;

namespace MeshRuntime.DataPlane.Security;

/// <summary>
/// Keeps web pages away from the sidecar's API. A browser on the same machine reaches loopback ports, and runs whatever page is open: one whose name
/// was pointed at 127.0.0.1 (Host gives it away), and one that just sends (Origin and Sec-Fetch-Site give it away).
/// </summary>
/// <remarks>
/// <list type="bullet">
/// <item>Host: <c>localhost</c>, <c>127.0.0.1</c>, <c>[::1]</c> and the configured hosts, with any port. When a configured host is <c>0.0.0.0</c> or
/// <c>[::]</c>, every literal address is ours too: an address cannot be rebound, only a name can. Names of containers must be configured.</item>
/// <item>No Host is refused, also for HTTP/1.0: nothing that uses the API needs it, and one rule is easier to trust than two.</item>
/// <item>Origin: none (no browser), the same as Host, or configured; <c>*</c> allows every origin, but no foreign Host. <c>null</c> is foreign: files,
/// sandboxed frames and redirects across sites have it.</item>
/// <item>Sec-Fetch-Site, unless the Origin is configured: only <c>same-origin</c> and <c>none</c> (typed by a person). <c>same-site</c> is refused as well:
/// all ports of localhost are one site.</item>
/// </list>
/// </remarks>
public sealed class BrowserGuard
{
    private const string AnyOrigin = "*";

    private static readonly string[] AlwaysOurs = ["localhost", "127.0.0.1", "::1"];

    private readonly string[] _hosts;
    private readonly IPAddress[] _addresses;
    private readonly bool _isAnyAddressOurs;
    private readonly string[] _origins;
    private readonly bool _isAnyOriginAllowed;

    /// <param name="hosts">Listen addresses and names by which apps reach this sidecar; a port is ignored. IPv6 with or without brackets.</param>
    /// <param name="origins">Origins of pages that may use the API, such as <c>https://shop.example:8443</c>; <c>*</c> for all.</param>
    /// <exception cref="ArgumentException">A host or an origin cannot be read; the message names it.</exception>
    public BrowserGuard(ImmutableArray<string> hosts, ImmutableArray<string> origins)
    {
        _hosts = [.. AlwaysOurs, .. (hosts.IsDefault ? [] : hosts).Select(ReadHost)];
        _addresses = [.. _hosts.Select(host => HostName.TryReadAddress(host, out var address) ? address : null).OfType<IPAddress>()];
        _isAnyAddressOurs = _addresses.Any(address => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any));
        origins = origins.IsDefault ? [] : origins;
        _isAnyOriginAllowed = origins.Contains(AnyOrigin);
        _origins = [.. origins.Where(origin => origin != AnyOrigin).Select(ReadOrigin)];
    }

    /// <summary>Judges a request by all values of three of its headers; allocates only for addresses in an unusual spelling.</summary>
    public BrowserVerdict Judge(StringValues host, StringValues origin, StringValues secFetchSite)
    {
        if (host.Count != 1 || host[0] is not { } ours || !IsOurs(ours))
        {
            return BrowserVerdict.ForeignHost;
        }

        if (origin.Count > 0)
        {
            if (origin.Count > 1 || origin[0] is not { } page)
            {
                return BrowserVerdict.ForeignOrigin;
            }

            if (IsAllowed(page))
            {
                return BrowserVerdict.Allowed;
            }

            if (!IsSame(page, ours))
            {
                return BrowserVerdict.ForeignOrigin;
            }
        }

        return secFetchSite.Count == 0 || (secFetchSite.Count == 1 && secFetchSite[0] is "same-origin" or "none")
            ? BrowserVerdict.Allowed : BrowserVerdict.CrossSite;
    }

    private bool IsOurs(string authority)
    {
        if (!HostName.TryRead(authority, out var host))
        {
            return false;
        }

        foreach (var name in _hosts)
        {
            if (host.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        // Only what may be an address is parsed as one.
        return (char.IsAsciiDigit(host[0]) || host.Contains(':'))
            && HostName.TryReadAddress(host, out var address) && (_isAnyAddressOurs || _addresses.Contains(address));
    }

    private bool IsAllowed(string page)
    {
        foreach (var origin in _origins)
        {
            if (string.Equals(origin, page, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return _isAnyOriginAllowed && page != "null";
    }

    // The page came from this very host and port (a page that an app serves through invoke). The Host is known to be ours by now.
    private static bool IsSame(ReadOnlySpan<char> page, ReadOnlySpan<char> host) =>
        (page.StartsWith("http://", StringComparison.OrdinalIgnoreCase) && page[7..].Equals(host, StringComparison.OrdinalIgnoreCase))
        || (page.StartsWith("https://", StringComparison.OrdinalIgnoreCase) && page[8..].Equals(host, StringComparison.OrdinalIgnoreCase));

    private static string ReadHost(string configured)
    {
        // A bare IPv6 address gets its brackets, and loses its zone: a listen address may have one, a Host header has none.
        var isBare = configured.Contains(':') && !configured.StartsWith('[') && IPAddress.TryParse(configured, out _);
        var text = isBare ? $"[{configured.Split('%')[0]}]" : configured;
        return HostName.TryRead(text, out var host) ? host.ToString()
            : throw new ArgumentException($"\"{configured}\" is not a host: write a name or an address, with or without port", nameof(configured));
    }

    /// <summary>Whether a text can be configured as an origin.</summary>
    public static bool IsOrigin(string text) => text == AnyOrigin || TryReadOrigin(text) is not null;

    /// <summary>Whether a text can be configured as a host.</summary>
    public static bool IsHost(string text) => HostName.TryRead(text, out _);

    private static string ReadOrigin(string configured) => TryReadOrigin(configured)
        ?? throw new ArgumentException($"\"{configured}\" is not an origin: write scheme://host[:port], for example https://shop.example", nameof(configured));

    private static string? TryReadOrigin(string configured) =>
        Uri.TryCreate(configured, UriKind.Absolute, out var uri) && uri.Host.Length > 0 && uri is { UserInfo: "", PathAndQuery: "/" or "", Fragment: "" }
            ? uri.GetLeftPart(UriPartial.Authority)
            : null;
}
