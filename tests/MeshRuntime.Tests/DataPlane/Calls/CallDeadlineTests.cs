using MeshRuntime.DataPlane.Calls;
using MeshRuntime.Tests.Kit;

namespace MeshRuntime.Tests.DataPlane.Calls;

public sealed class CallDeadlineTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly CancellationTokenSource _caller = new();

    public void Dispose() => _caller.Dispose();

    [Fact]
    public void TimeThatIsLeft_ShrinksToZero_AndThenItIsOver()
    {
        using var deadline = new CallDeadline(TimeSpan.FromSeconds(3), _clock, _caller.Token);

        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(TimeSpan.FromSeconds(1), deadline.Remaining);
        Assert.False(deadline.HasPassed || deadline.Ended.IsCancellationRequested);

        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(TimeSpan.Zero, deadline.Remaining);
        Assert.True(deadline.HasPassed && deadline.Ended.IsCancellationRequested);
    }

    [Fact]
    public void CallerThatGoesAway_EndsIt_AndIsNoDeadline()
    {
        using var deadline = new CallDeadline(TimeSpan.FromSeconds(3), _clock, _caller.Token);

        _caller.Cancel();
        _clock.Advance(TimeSpan.FromSeconds(4));

        Assert.True(deadline.Ended.IsCancellationRequested);
        Assert.False(deadline.HasPassed);
    }

    [Fact]
    public void LimitThatNoTimerTakes_IsNoLimit()
    {
        using var deadline = new CallDeadline(TimeSpan.MaxValue, TimeProvider.System, _caller.Token);

        Assert.False(deadline.HasPassed);
        Assert.True(deadline.Remaining > TimeSpan.FromDays(1000));
    }
}
