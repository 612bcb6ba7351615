using MeshRuntime.DataPlane.Health;

namespace MeshRuntime.Tests.DataPlane.Health;

public sealed class LoadGaugeTests
{
    [Theory]
    [InlineData(99, true)]
    [InlineData(100, true)]
    [InlineData(101, false)]
    public void Memory_IsTakenUpToItsBound_AndARefusalTakesNone(long bytes, bool isTaken)
    {
        var gauge = new LoadGauge(100);

        Assert.Equal(isTaken, gauge.TryTake(bytes));
        gauge.Give(isTaken ? bytes : 0);

        Assert.True(gauge.TryTake(100));
        Assert.False(gauge.TryTake(1));
    }

    [Fact]
    public void NoBound_NothingIsCounted() => Assert.False(new LoadGauge().IsBounded);
}
