using MeshRuntime.DataPlane.Health;
using MeshRuntime.Sidecar.Shedding;
using MeshRuntime.Tests.DataPlane.Security;
using ManualClock = MeshRuntime.Tests.Kit.ManualClock;

namespace MeshRuntime.Tests.Sidecar.Shedding;

public sealed class MemoryWatchTests
{
    private readonly ManualClock _clock = new();
    private readonly LoadGauge _gauge = new();
    private readonly LogLines<MemoryWatch> _log = new();
    private readonly MemoryWatch _watch;
    private long _used;
    private long _garbage;
    private int _collections;

    public MemoryWatchTests() => _watch = new MemoryWatch(
        [new MemoryBound("its control group", 1000, _ => _used + _garbage), new MemoryBound("its heap", 10_000, _ => 0)], _gauge, Collect, _clock, _log);

    [Theory]
    [InlineData(849, false)]
    [InlineData(850, true)]
    [InlineData(2000, true)]
    public void Memory_IsShortFromItsLimitOn(long used, bool isShort)
    {
        _used = used;
        _watch.Look();

        Assert.Equal(isShort, _gauge.IsMemoryShort);
        Assert.Equal(isShort ? [(4060, $"Memory is short: {used / 10} % of the 0 MiB of its control group are taken; new work is refused until it is less")] : [], _log.All);
    }

    [Fact]
    public void Garbage_IsNoLoad()
    {
        (_used, _garbage) = (500, 400);
        _watch.Look();

        Assert.False(_gauge.IsMemoryShort);
        Assert.Equal(1, _collections);
    }

    [Fact]
    public void ShortMemory_StaysShort_UntilThereIsClearlyEnough()
    {
        _used = 900;
        Look();
        _used = 800;
        Look();
        Assert.True(_gauge.IsMemoryShort);

        _used = 749;
        Look();

        Assert.False(_gauge.IsMemoryShort);
        Assert.Equal([4060, 4061], _log.All.Select(line => line.Id));
    }

    // Refused work makes no garbage, so nothing else would ever collect what the work before has left.
    [Fact]
    public void WhileShort_GarbageIsCollectedOnceASecond()
    {
        _used = 900;
        for (var look = 0; look < 20; look++)
        {
            _watch.Look();
            _clock.Advance(TimeSpan.FromMilliseconds(100));
        }

        Assert.Equal(2, _collections);
        (_used, _garbage) = (100, 800);
        _watch.Look();

        Assert.False(_gauge.IsMemoryShort);
    }

    [Fact]
    public async Task NoLimit_NothingIsWatched()
    {
        await new MemoryWatch([], _gauge, Collect, _clock, _log).RunAsync(CancellationToken.None);

        Assert.Equal(0, _clock.Waiting);
    }

    [Fact]
    public async Task Watch_LooksTenTimesASecond_UntilItIsCancelled()
    {
        using var stop = new CancellationTokenSource();
        var watching = _watch.RunAsync(stop.Token);
        _used = 900;
        _clock.Advance(TimeSpan.FromMilliseconds(100));
        await Kit.Eventually.TrueAsync(() => _gauge.IsMemoryShort);

        await stop.CancelAsync();
        await watching;
    }

    private void Look()
    {
        _clock.Advance(TimeSpan.FromSeconds(2));
        _watch.Look();
    }

    private void Collect()
    {
        _collections++;
        _garbage = 0;
    }
}
