using MeshRuntime.Cli.Sidecars;
using Xunit;

namespace MeshRuntime.Tests.Cli.Sidecars;

public sealed class SidecarAddressTests
{
    [Theory]
    [InlineData(null, "http://127.0.0.1:3500/")]
    [InlineData("0.0.0.0", "http://127.0.0.1:3500/")]
    [InlineData("192.0.2.7, 127.0.0.1", "http://127.0.0.1:3500/")]
    [InlineData("192.0.2.7", "http://192.0.2.7:3500/")]
    [InlineData("::1", "http://[::1]:3500/")]
    public void ListenAddresses_DecideWhereItIsReached(string? addresses, string expected) =>
        Assert.Equal(expected, SidecarAddress.Of("orders", 3500, addresses, null, "/")?.BaseUri.ToString());

    [Fact]
    public void SocketFolder_GivesTheSocketFileInPlaceOfAPort() =>
        Assert.Equal("/run/sockets/dapr-orders-http.socket", SidecarAddress.Of("orders", 0, null, "sockets", "/run")?.SocketFile);

    [Theory]
    [InlineData(0)]
    [InlineData(65536)]
    public void ImpossiblePort_IsNoAddress(int port) => Assert.Null(SidecarAddress.Of("orders", port, null, null, "/"));
}
