using System.Net;
using System.Net.Sockets;

namespace MeshRuntime.DataPlane.Calls;

/// <summary>The forwarding headers of one connection between sidecars, written once when it opens.</summary>
public sealed class ForwardedBy
{
    /// <param name="peer">The address that the connection comes from.</param>
    /// <param name="hostName">The name of this host, which is also the caller's when the connection does not leave the host.</param>
    public ForwardedBy(IPAddress peer, string hostName)
    {
        ArgumentNullException.ThrowIfNull(peer);
        var address = peer.IsIPv4MappedToIPv6 ? peer.MapToIPv4() : peer;

        // Without its zone: fe80::1%2 means something on this host only, and % is no part of an address in a header.
        For = new IPAddress(address.GetAddressBytes()).ToString();
        var node = address.AddressFamily == AddressFamily.InterNetworkV6 ? $"\"[{For}]\"" : For;
        Host = IPAddress.IsLoopback(address) ? hostName : For;
        Forwarded = $"for={node};by={node};host={(IPAddress.IsLoopback(address) ? hostName : node)}";
    }

    /// <summary>Value of <c>X-Forwarded-For</c>.</summary>
    public string For { get; }

    /// <summary>Value of <c>X-Forwarded-Host</c>.</summary>
    public string Host { get; }

    /// <summary>Value of <c>Forwarded</c> (RFC 7239).</summary>
    public string Forwarded { get; }
}
