using MeshRuntime.Sidecar.Options;
using Xunit;

namespace MeshRuntime.Tests.Sidecar.Options;

public sealed class StablePortTests
{
    // Computed with sha256sum from the rule: first two bytes of sha256("orders|/srv|1000|host"), little-endian, modulo 18235, plus 47300.
    [Fact]
    public void Port_FollowsDaprsRule() => Assert.Equal(52883, StablePort.For("orders", "/srv", "1000", "host"));

    [Fact]
    public void Ports_StayInDaprsRange() =>
        Assert.All(Enumerable.Range(0, 5000), i => Assert.InRange(StablePort.For($"app{i}", "/", "0", "h"), 47300, 65534));

    [Fact]
    public void EachPartCounts()
    {
        int[] ports = [StablePort.For("a", "b", "c", "d"), StablePort.For("x", "b", "c", "d"), StablePort.For("a", "x", "c", "d"),
            StablePort.For("a", "b", "x", "d"), StablePort.For("a", "b", "c", "x")];

        Assert.Distinct(ports);
    }
}
