using MeshRuntime.DataPlane.Outbound;
using MeshRuntime.Tests.Kit;

namespace MeshRuntime.Tests.DataPlane.Outbound;

public sealed class SparseLineTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public void FirstLine_IsWritten_TheNextOnlyAfterTheInterval_WithTheNumberInBetween()
    {
        var line = new SparseLine(_clock);
        Assert.True(line.MaySpeak(out var held));
        Assert.Equal(0, held);

        _clock.Advance(SparseLine.Interval - TimeSpan.FromMilliseconds(1));
        Assert.False(line.MaySpeak(out _));
        Assert.False(line.MaySpeak(out _));
        _clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.True(line.MaySpeak(out held));
        Assert.Equal(2, held);
        Assert.False(line.MaySpeak(out _));
    }

    [Fact]
    public void LineAfterALongSilence_CountsNothing()
    {
        var line = new SparseLine(_clock);
        line.MaySpeak(out _);

        _clock.Advance(TimeSpan.FromHours(1));

        Assert.True(line.MaySpeak(out var held));
        Assert.Equal(0, held);
    }
}
