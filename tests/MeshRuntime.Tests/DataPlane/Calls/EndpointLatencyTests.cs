using MeshRuntime.DataPlane.Calls;
using MeshRuntime.Tests.Kit;

namespace MeshRuntime.Tests.DataPlane.Calls;

public sealed class EndpointLatencyTests
{
    private readonly ManualClock _clock = new();
    private readonly EndpointLatency _latency = new();

    [Fact]
    public void NoAnswer_NothingIsKnown() => Assert.Equal(0, _latency.Seconds(_clock));

    [Fact]
    public void SlowAnswer_CountsInFullAtOnce()
    {
        Record(0.010);
        Record(0.500);

        Assert.Equal(0.500, _latency.Seconds(_clock), 6);
    }

    [Fact]
    public void QuickAnswers_LowerItWithTime()
    {
        Record(0.500);
        _clock.Advance(TimeSpan.FromSeconds(10));
        Record(0.010);

        // e^-1 of the old, the rest of the new.
        Assert.Equal((0.500 * Math.Exp(-1)) + (0.010 * (1 - Math.Exp(-1))), _latency.Seconds(_clock), 6);
    }

    [Fact]
    public void EndpointThatNobodyAsks_IsForgotten()
    {
        Record(0.500);
        _clock.Advance(TimeSpan.FromSeconds(20));

        Assert.Equal(0.500 * Math.Exp(-2), _latency.Seconds(_clock), 6);
    }

    private void Record(double seconds) => _latency.Record(TimeSpan.FromSeconds(seconds), _clock);
}
