using System.Net;
using MeshRuntime.Sidecar.Servers;
using Xunit;

namespace MeshRuntime.Tests.Sidecar.Servers;

public sealed class SocketTableEntryTests
{
    [Theory]
    [InlineData("   0: 0100007F:0DAC 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 42 1 0000000000000000 100 0 0 10 0", "127.0.0.1:3500", true, 42)]
    [InlineData("   7: 0700000A:0DAC 0100007F:D431 01 00000000:00000000 00:00000000 00000000     0        0 18446744073709551615 1", "10.0.0.7:3500", false, ulong.MaxValue)]
    [InlineData("   1: 00000000000000000000000001000000:C350 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 9 1", "[::1]:50000", true, 9)]
    [InlineData("   2: 0000000000000000FFFF00000100007F:0001 00000000000000000000000000000000:0000 01 00000000:00000000 00:00000000 00000000 0 0 9 1", "[::ffff:127.0.0.1]:1", false, 9)]
    public void Line_IsRead(string line, string local, bool isListening, ulong inode)
    {
        Assert.SkipUnless(BitConverter.IsLittleEndian, "the lines are of a little-endian machine");
        Assert.True(SocketTableEntry.TryParse(line, out var entry));
        Assert.Equal(new SocketTableEntry(IPEndPoint.Parse(local), isListening, inode), entry);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode")]
    [InlineData("   0: 0100007F 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 42 1")]
    [InlineData("   0: 0100007G:0DAC 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 42 1")]
    [InlineData("   0: 0100007F:0DAC 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 x 1")]
    public void AnythingElse_IsLeftOut(string line) => Assert.False(SocketTableEntry.TryParse(line, out _));

    [Theory]
    [InlineData("127.0.0.1:80", "127.0.0.1", 80, true)]
    [InlineData("127.0.0.1:80", "127.0.0.1", 81, false)]
    [InlineData("127.0.0.1:80", "127.0.0.2", 80, false)]
    [InlineData("0.0.0.0:80", "127.0.0.2", 80, true)]
    [InlineData("127.0.0.1:80", "0.0.0.0", 80, true)]
    [InlineData("[::]:80", "127.0.0.1", 80, true)]
    [InlineData("[::1]:80", "127.0.0.1", 80, false)]
    [InlineData("[::ffff:127.0.0.1]:80", "127.0.0.1", 80, true)]
    public void Socket_BlocksWhatOverlaps(string held, string address, int port, bool expected) =>
        Assert.Equal(expected, new SocketTableEntry(IPEndPoint.Parse(held), true, 1).Blocks(IPAddress.Parse(address), port));
}
