using System.Net;
using System.Net.Sockets;

namespace MeshRuntime.Sidecar;

/// <summary>Finds the address that peers are told.</summary>
internal static class HostAddress
{
    // Addresses that are never routed (RFC 5737, RFC 3849). Connecting a UDP socket sends nothing; it only makes the kernel choose a source.
    private static readonly IPAddress[] Outside = [IPAddress.Parse("192.0.2.1"), IPAddress.Parse("2001:db8::1")];

    /// <summary>The configured address; else the one that we listen on; else, when that is every interface, the kernel's choice.</summary>
    public static IPAddress Advertised(IPAddress? configured, IPAddress listening)
    {
        if (configured is not null)
        {
            return configured;
        }

        return listening.Equals(IPAddress.Any) || listening.Equals(IPAddress.IPv6Any) ? Preferred() ?? IPAddress.Loopback : listening;
    }

    private static IPAddress? Preferred()
    {
        foreach (var outside in Outside)
        {
            try
            {
                using var socket = new Socket(outside.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
                socket.Connect(outside, 9); // the discard port; nothing is sent
                return (socket.LocalEndPoint as IPEndPoint)?.Address;
            }
            catch (SocketException)
            {
                // No route of this family.
            }
        }

        return null;
    }
}
