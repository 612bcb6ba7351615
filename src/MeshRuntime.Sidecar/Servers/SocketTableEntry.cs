using System.Buffers.Binary;
using System.Globalization;
using System.Net;

namespace MeshRuntime.Sidecar.Servers;

/// <summary>Holds one line of <c>/proc/net/tcp</c> or <c>tcp6</c> (proc(5)).</summary>
/// <param name="Local">The local end.</param>
/// <param name="IsListening">Whether it takes connections.</param>
/// <param name="Inode">The number that also stands in the link of the process' file descriptor.</param>
internal readonly record struct SocketTableEntry(IPEndPoint Local, bool IsListening, ulong Inode)
{
    private const string Listening = "0A";

    /// <summary>Reads a line; false for the heading and for what is not a socket.</summary>
    public static bool TryParse(string line, out SocketTableEntry entry)
    {
        entry = default;
        var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length < 10
            || fields[1].Split(':') is not [var address, var port]
            || address.Length is not (8 or 32)
            || !int.TryParse(port, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var portNumber)
            || !ulong.TryParse(fields[9], NumberStyles.None, CultureInfo.InvariantCulture, out var inode)
            || !TryReadAddress(address, out var local))
        {
            return false;
        }

        entry = new SocketTableEntry(new IPEndPoint(local, portNumber), fields[3] == Listening, inode);
        return true;
    }

    /// <summary>Whether binding <paramref name="address"/> and <paramref name="port"/> would meet this socket.</summary>
    public bool Blocks(IPAddress address, int port) =>
        Local.Port == port && (IsAny(address) || IsAny(Local.Address) || Plain(address).Equals(Plain(Local.Address)));

    private static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    // The kernel prints each 32-bit word of the address as a number of the machine's own byte order.
    private static bool TryReadAddress(string hex, out IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[hex.Length / 2];
        address = IPAddress.None;
        for (var i = 0; i < bytes.Length; i += 4)
        {
            if (!uint.TryParse(hex.AsSpan(i * 2, 8), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var word))
            {
                return false;
            }

            if (BitConverter.IsLittleEndian)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(bytes[i..], word);
            }
            else
            {
                BinaryPrimitives.WriteUInt32BigEndian(bytes[i..], word);
            }
        }

        address = new IPAddress(bytes);
        return true;
    }
}
