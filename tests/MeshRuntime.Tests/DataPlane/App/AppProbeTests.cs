using MeshRuntime.DataPlane.App;
using MeshRuntime.Tests.Kit;
using Microsoft.Extensions.Logging.Abstractions;

namespace MeshRuntime.Tests.DataPlane.App;

public sealed class AppProbeTests : IDisposable
{
    private static readonly AppProbePlan Plan = new("/healthz", TimeSpan.FromSeconds(5), TimeSpan.FromMilliseconds(500), Threshold: 1);

    private readonly ManualClock _clock = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly AppHealth _health = new(Plan.Threshold, NullLogger.Instance);
    private int _asked;

    public void Dispose() => _stop.Dispose();

    [Fact]
    public async Task FirstProbe_ComesAtOnce_AndTheNextAfterTheInterval()
    {
        var probing = Probe(_ => new((string?)null)).RunAsync(_stop.Token);
        Assert.Equal(1, _asked);
        Assert.True(_health.IsHealthy);

        _clock.Advance(TimeSpan.FromSeconds(4.9));
        Assert.Equal(1, _asked);

        _clock.Advance(TimeSpan.FromSeconds(0.1));
        await Eventually.TrueAsync(() => _asked == 2);
        await StopAsync(probing);
    }

    [Fact]
    public async Task ProbeWithoutAnswer_FailsAtItsLimit()
    {
        _health.Probed(null);
        var probing = Probe(async cancellation =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, _clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return null;
        }).RunAsync(_stop.Token);

        _clock.Advance(TimeSpan.FromMilliseconds(500));

        await Eventually.TrueAsync(() => !_health.IsHealthy);
        await StopAsync(probing);
    }

    [Fact]
    public async Task Stop_DuringAProbe_SaysNothingOfTheApp()
    {
        _health.Probed(null);
        var probing = Probe(async cancellation =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, _clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return "cancelled";
        }).RunAsync(_stop.Token);

        await StopAsync(probing);

        Assert.True(_health.IsHealthy);
    }

    private AppProbe Probe(Func<CancellationToken, ValueTask<string?>> ask) => new(
        Plan,
        cancellation =>
        {
            _asked++;
            return ask(cancellation);
        },
        _health,
        _clock);

    private async Task StopAsync(Task probing)
    {
        await _stop.CancelAsync();
        await probing;
    }
}
