using System.Net;
using MeshRuntime.DataPlane.Calls;

namespace MeshRuntime.Tests.DataPlane.Calls;

public sealed class ForwardedByTests
{
    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1", "host-a", "for=127.0.0.1;by=127.0.0.1;host=host-a")]
    [InlineData("::ffff:127.0.0.1", "127.0.0.1", "host-a", "for=127.0.0.1;by=127.0.0.1;host=host-a")]
    [InlineData("::1", "::1", "host-a", "for=\"[::1]\";by=\"[::1]\";host=host-a")]
    [InlineData("10.0.0.7", "10.0.0.7", "10.0.0.7", "for=10.0.0.7;by=10.0.0.7;host=10.0.0.7")]
    [InlineData("2001:db8::7", "2001:db8::7", "2001:db8::7", "for=\"[2001:db8::7]\";by=\"[2001:db8::7]\";host=\"[2001:db8::7]\"")]
    [InlineData("fe80::1%2", "fe80::1", "fe80::1", "for=\"[fe80::1]\";by=\"[fe80::1]\";host=\"[fe80::1]\"")]
    public void AddressOfThePeer_IsWrittenAsEachHeaderWantsIt(string peer, string @for, string host, string forwarded)
    {
        var headers = new ForwardedBy(IPAddress.Parse(peer), "host-a");

        Assert.Equal((@for, host, forwarded), (headers.For, headers.Host, headers.Forwarded));
    }
}
