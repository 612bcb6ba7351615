using System.Net;
using MeshRuntime.Sidecar;

namespace MeshRuntime.Tests.Sidecar;

public sealed class HostAddressTests
{
    [Theory]
    [InlineData("10.0.0.7", "127.0.0.1", "10.0.0.7")]
    [InlineData("10.0.0.7", "0.0.0.0", "10.0.0.7")]
    [InlineData(null, "127.0.0.1", "127.0.0.1")]
    [InlineData(null, "192.168.1.5", "192.168.1.5")]
    [InlineData(null, "::1", "::1")]
    public void Peers_AreToldWhatIsConfigured_ElseWhereWeListen(string? configured, string listening, string told) => Assert.Equal(
        IPAddress.Parse(told), HostAddress.Advertised(configured is null ? null : IPAddress.Parse(configured), IPAddress.Parse(listening)));

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    public void Peers_AreNeverToldTheWildcard(string listening)
    {
        var told = HostAddress.Advertised(null, IPAddress.Parse(listening));

        Assert.NotEqual(IPAddress.Any, told);
        Assert.NotEqual(IPAddress.IPv6Any, told);
    }
}
