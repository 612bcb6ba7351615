using System.Runtime.InteropServices;
using MeshRuntime.Sidecar;
using MeshRuntime.Tests.Kit;

namespace MeshRuntime.Tests.Sidecar;

public sealed class StopSignalsTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly List<int> _exits = [];
    private readonly StopSignals _signals;

    public StopSignalsTests() => _signals = new StopSignals(_clock, _exits.Add);

    public void Dispose() => _signals.Dispose();

    [Theory]
    [InlineData(PosixSignal.SIGTERM)]
    [InlineData(PosixSignal.SIGINT)]
    [InlineData(PosixSignal.SIGHUP)]
    public async Task FirstSignal_AsksForTheStop_AndTheSystemDoesNotEndUs(PosixSignal signal)
    {
        var context = Raise(signal);

        Assert.Equal(signal.ToString(), await _signals.Asked);
        Assert.True(context.Cancel);
        Assert.Empty(_exits);
    }

    [Fact]
    public void SecondSignal_EndsAtOnce()
    {
        Raise(PosixSignal.SIGTERM);
        Raise(PosixSignal.SIGINT);

        Assert.Equal([1], _exits);
    }

    [Fact]
    public async Task SignalAfterTheApi_IsTheFirst()
    {
        _signals.OnApi(force: false);
        Raise(PosixSignal.SIGTERM);

        Assert.Equal("the shutdown API", await _signals.Asked);
        Assert.Empty(_exits);
        Raise(PosixSignal.SIGTERM);
        Assert.Equal([1], _exits);
    }

    [Fact]
    public void Force_EndsAfterItsAnswerIsOut_WithoutAGracefulStopBesideIt()
    {
        _signals.OnApi(force: true);
        _clock.Advance(TimeSpan.FromMilliseconds(99));
        Assert.Empty(_exits);
        _clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal([1], _exits);
        Assert.False(_signals.Asked.IsCompleted);
    }

    private PosixSignalContext Raise(PosixSignal signal)
    {
        var context = new PosixSignalContext(signal);
        _signals.OnSignal(context);
        return context;
    }
}
