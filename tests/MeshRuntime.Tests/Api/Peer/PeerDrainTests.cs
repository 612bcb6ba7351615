using MeshRuntime.Api.Peer;
using MeshRuntime.Tests.Kit;

namespace MeshRuntime.Tests.Api.Peer;

public sealed class PeerDrainTests
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    private readonly ManualClock _clock = new();
    private readonly PeerDrain _drain;

    public PeerDrainTests() => _drain = new PeerDrain(_clock);

    [Fact]
    public void BeforeTheStop_NoCallIsRefused() => Assert.False(_drain.Refuses());

    [Fact]
    public async Task NobodyCalls_IsLeftAfterATenthOfASecond()
    {
        var leaving = _drain.LeaveAsync(default);

        Assert.Equal(TimeSpan.FromMilliseconds(100), await UntilLeftAsync(leaving, calls: false));
        Assert.True(_drain.Refuses());
    }

    [Fact]
    public async Task CallsThatStillCome_AreServedForASecond_ThenRefused()
    {
        var leaving = _drain.LeaveAsync(default);

        for (var i = 0; i < 50; i++)
        {
            Assert.False(_drain.Refuses());
            await MoveAsync(leaving);
        }

        Assert.True(_drain.Refuses());
        Assert.Equal(TimeSpan.FromMilliseconds(500), await UntilLeftAsync(leaving, calls: true));
    }

    [Fact]
    public async Task CallersThatLearn_AreWaitedFor_NoLonger()
    {
        var leaving = _drain.LeaveAsync(default);
        for (var i = 0; i < 10; i++)
        {
            Assert.False(_drain.Refuses());
            await MoveAsync(leaving);
        }

        // The last call came 20 ms ago.
        Assert.Equal(TimeSpan.FromMilliseconds(80), await UntilLeftAsync(leaving, calls: false));
    }

    [Fact]
    public async Task EndOfPatience_EndsTheWait_AndCallsAreRefused()
    {
        using var patience = new CancellationTokenSource();
        var leaving = _drain.LeaveAsync(patience.Token);

        await patience.CancelAsync();
        await leaving;

        Assert.True(_drain.Refuses());
    }

    private async Task<TimeSpan> UntilLeftAsync(Task leaving, bool calls)
    {
        var begin = _clock.GetTimestamp();
        while (!leaving.IsCompleted)
        {
            _ = calls && _drain.Refuses();
            await MoveAsync(leaving);
        }

        await leaving;
        return _clock.GetElapsedTime(begin);
    }

    // One look of the drain at the clock; it has taken it when it waits for the next, or is done.
    private async Task MoveAsync(Task leaving)
    {
        _clock.Advance(Look);
        await Eventually.TrueAsync(() => leaving.IsCompleted || _clock.Waiting > 0);
    }
}
