using MeshRuntime.DataPlane.Telemetry;
using Xunit;

namespace MeshRuntime.Tests.DataPlane.Telemetry;

public sealed class MeterFamilyTests
{
    private readonly MeterFamily<Counter> _family = new("m", "help", () => new()) { LabelNames = ["verb", "path"], OpenLabels = [1] };

    [Fact]
    public void SameValues_AreOneSeries()
    {
        _family.For(new LabelValues("GET", "/a")).Increment();
        _family.For(new LabelValues("GET", string.Concat("/", "a"))).Increment();
        _family.For(new LabelValues("PUT", "/a")).Increment();

        Assert.Equal([("GET", 2L), ("PUT", 1L)], _family.Series.Select(pair => (pair.Key.First, pair.Value.Value)).Order());
    }

    [Fact]
    public void SeriesAtTheLimit_AreKept_AndFurtherOnesCountAsOther_PerClosedLabel()
    {
        for (var i = 0; i < 1001; i++)
        {
            _family.For(new LabelValues("GET", $"/{i}")).Increment();
        }

        _family.For(new LabelValues("GET", "/1002")).Increment();
        _family.For(new LabelValues("PUT", "/1002")).Increment();
        _family.For(new LabelValues("GET", "/999")).Increment();

        var series = _family.Series.ToDictionary(pair => pair.Key, pair => pair.Value.Value);
        Assert.Equal(1002, series.Count);
        Assert.Equal((2, 1, 2), (series[new("GET", "other")], series[new("PUT", "other")], series[new("GET", "/999")]));
        Assert.DoesNotContain(new LabelValues("GET", "/1000"), series.Keys);
    }

    [Theory]
    [InlineData(128, false)]
    [InlineData(129, true)]
    public void LongValue_CountsAsOther(int length, bool isOther)
    {
        var path = new string('p', length);
        _family.For(new LabelValues("GET", path)).Increment();

        Assert.Equal(isOther ? "other" : path, Assert.Single(_family.Series).Key.Second);
    }

    [Fact]
    public void ManyThreads_LoseNoCount()
    {
        Parallel.For(0, 200_000, i => _family.For(new LabelValues("GET", (i % 50).ToString(System.Globalization.CultureInfo.InvariantCulture))).Increment());

        Assert.All(_family.Series, pair => Assert.Equal(4000, pair.Value.Value));
        Assert.Equal(50, _family.Series.Count());
    }
}
