using MeshRuntime.DataPlane.Telemetry;
using Xunit;

namespace MeshRuntime.Tests.DataPlane.Telemetry;

public sealed class LatencyHistogramTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(10_000, 0)]
    [InlineData(10_001, 1)]
    [InlineData(-5, 0)]
    [InlineData(100_000L * 10_000, 33)]
    [InlineData((100_000L * 10_000) + 1, 34)]
    [InlineData(long.MaxValue, 34)]
    public void Duration_FallsIntoTheBucketWhoseUpperEndHoldsIt(long ticks, int bucket)
    {
        var histogram = new LatencyHistogram();
        var counts = new long[LatencyHistogram.UpperEndsMilliseconds.Length + 1];

        histogram.Record(new TimeSpan(ticks));

        Assert.Equal(1, histogram.ReadCounts(counts));
        Assert.Equal(bucket, Array.IndexOf(counts, 1));
    }

    [Fact]
    public void Sum_IsInMilliseconds()
    {
        var histogram = new LatencyHistogram();

        histogram.Record(TimeSpan.FromMilliseconds(1.5));
        histogram.Record(TimeSpan.FromSeconds(2));

        Assert.Equal(2001.5, histogram.SumMilliseconds);
    }

    [Fact]
    public void Buckets_AreDaprs() => Assert.Equal(
        [1, 2, 3, 4, 5, 6, 8, 10, 13, 16, 20, 25, 30, 40, 50, 65, 80, 100, 130, 160, 200, 250, 300, 400, 500, 650, 800, 1000, 2000, 5000, 10000, 20000, 50000, 100000],
        LatencyHistogram.UpperEndsMilliseconds.ToArray());
}
