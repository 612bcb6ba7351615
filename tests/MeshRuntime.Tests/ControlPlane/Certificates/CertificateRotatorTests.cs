using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.Mtls;
using MeshRuntime.ControlPlane.Certificates;
using MeshRuntime.Tests.ControlPlane.Kit;
using MeshRuntime.Tests.Kit;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.Tests.ControlPlane.Certificates;

public sealed class CertificateRotatorTests : IAsyncDisposable
{
    private static readonly TimeSpan Life = TimeSpan.FromHours(2);

    private readonly ManualClock _clock = new();
    private readonly FakeCertificates _source;
    private readonly LogLines _log = new();
    private readonly CertificateRotator _rotator;
    private readonly List<CertificateBundle> _set = [];
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    public CertificateRotatorTests()
    {
        _source = new FakeCertificates(_clock, Life);
        _rotator = new CertificateRotator(_source, new WorkloadIdentity("public", "default", "orders"), _clock, new Logger<CertificateRotator>(_log));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    [Fact]
    public async Task HalfOfTheLife_BringsTheNextCertificate()
    {
        await StartAsync();
        await PassAsync(TimeSpan.FromMinutes(59));
        Assert.Empty(_set);

        await PassAsync(TimeSpan.FromMinutes(1));

        Assert.Same(_rotator.Bundle, Assert.Single(_set));
        await PassAsync(TimeSpan.FromMinutes(60));
        Assert.Equal(2, _set.Count);
    }

    [Fact]
    public async Task FirstIssueThatFails_IsThrown()
    {
        _source.Failure = "away";
        await Assert.ThrowsAsync<ComponentException>(() => _rotator.IssueAsync(CancellationToken.None));
    }

    [Fact]
    public async Task AuthorityThatIsAway_IsAskedEveryFourSecondsAndTheOldCertificateStays()
    {
        await StartAsync();
        var old = _rotator.Bundle;
        _source.Failure = "away";
        await PassAsync(TimeSpan.FromMinutes(60));
        Assert.Equal(1, _log.Count("could not be renewed and is valid for 01:00:00"));
        await PassAsync(TimeSpan.FromMinutes(20), CertificateRotator.RetryPause);

        Assert.Empty(_set);
        Assert.Same(old, _rotator.Bundle);
        Assert.InRange(_log.Count("could not be renewed"), 19, 22); // once a minute, not once an attempt

        _source.Failure = null;
        await PassAsync(CertificateRotator.RetryPause, CertificateRotator.RetryPause);
        Assert.Single(_set);
    }

    [Fact]
    public async Task AlarmGrows_AsTheEndComesNear()
    {
        await StartAsync();
        _source.Failure = "away";
        await PassAsync(TimeSpan.FromMinutes(60));
        await PassAsync(TimeSpan.FromMinutes(35), CertificateRotator.RetryPause);
        Assert.NotEmpty(_log.Of(LogLevel.Error));
        Assert.Empty(_log.Of(LogLevel.Critical));

        await PassAsync(TimeSpan.FromMinutes(30), CertificateRotator.RetryPause);
        Assert.NotEmpty(_log.Of(LogLevel.Critical));
        Assert.NotNull(_rotator.Bundle);
    }

    [Fact]
    public async Task ChangeOfRoots_BringsTheNextCertificateWithinAMinute()
    {
        await StartAsync();
        await PassAsync(TimeSpan.FromMinutes(3));
        _source.Changed = true;

        await PassAsync(CertificateRotator.CheckPause);

        Assert.Same(_rotator.Bundle, Assert.Single(_set));
        await PassAsync(TimeSpan.FromMinutes(50));
        Assert.Single(_set); // and the next one when half of its own life is over
    }

    [Fact]
    public async Task LookThatFails_IsToldOnceAndCostsNothing()
    {
        await StartAsync();
        _source.Failure = "away";
        await PassAsync(TimeSpan.FromMinutes(10));

        Assert.Equal(1, _log.Count("cannot be asked"));
        Assert.Single(_log.Of(LogLevel.Warning));

        _source.Failure = null;
        await PassAsync(TimeSpan.FromMinutes(1));
        _source.Failure = "away again";
        await PassAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(2, _log.Count("cannot be asked"));
        Assert.Empty(_set);
    }

    [Theory]
    [InlineData(24)] // a laptop that slept, or a clock that was set forward
    [InlineData(-24)]
    public async Task ClockThatJumps_DoesNotDelayTheRenewal(int hours)
    {
        await StartAsync();
        _clock.Step(TimeSpan.FromHours(hours));

        await PassAsync(hours > 0 ? CertificateRotator.CheckPause : TimeSpan.FromHours(1));

        Assert.NotEmpty(_set);
    }

    private async Task StartAsync()
    {
        await _rotator.IssueAsync(CancellationToken.None);
        _running = _rotator.RunAsync(_set.Add, _stop.Token);
        await WaitsAsync();
    }

    private Task WaitsAsync() => Until.TrueAsync(() => _clock.Waiting == 1, "the rotator waits");

    /// <summary>Lets time pass in steps, waiting after each until the rotator waits again.</summary>
    private async Task PassAsync(TimeSpan time, TimeSpan? step = null)
    {
        var by = step ?? CertificateRotator.CheckPause;
        for (var passed = TimeSpan.Zero; passed < time; passed += by)
        {
            _clock.Advance(by);
            await WaitsAsync();
        }
    }
}
