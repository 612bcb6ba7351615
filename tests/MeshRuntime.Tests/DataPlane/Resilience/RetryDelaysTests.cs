using MeshRuntime.DataPlane.Resilience;

namespace MeshRuntime.Tests.DataPlane.Resilience;

public sealed class RetryDelaysTests
{
    [Fact]
    public void Exponential_EndsAfterItsTime()
    {
        var delays = new RetryDelays(APlan.Exponential(), new Middle());
        var elapsed = TimeSpan.Zero;
        while (delays.Next(elapsed, TimeSpan.Zero) is { } pause)
        {
            elapsed += pause;
        }

        Assert.InRange(elapsed, TimeSpan.FromMinutes(14), TimeSpan.FromMinutes(15));
    }

    [Theory]
    [InlineData(1, 0.5)]
    [InlineData(2, 0.75)]
    [InlineData(3, 1.0)]
    [InlineData(9, 1.0)]
    public void Exponential_GrowsUntilItsLongestWait(int which, double seconds)
    {
        var delays = new RetryDelays(APlan.Exponential(maxInterval: 1), new Middle());
        TimeSpan? pause = null;
        for (var i = 0; i < which; i++)
        {
            pause = delays.Next(TimeSpan.Zero, TimeSpan.Zero);
        }

        Assert.Equal(TimeSpan.FromSeconds(seconds), pause);
    }

    private sealed class Middle : Random
    {
        public override double NextDouble() => 0.5;
    }
}
