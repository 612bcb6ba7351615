using System.Diagnostics;

namespace MeshRuntime.IntegrationTests.Resiliency;

/// <summary>App and sidecar are told to stop at the same moment: what the app still has to say gets out (R05).</summary>
public sealed class StopTogetherTests : MeshTest
{
    private const string Call = "/v1.0/invoke/other/method/x";

    [Fact]
    public async Task AppThatFinishesItsWork_IsServedUntilItEnds()
    {
        await Bed.AppAsync("other");
        var workload = await Bed.AppAsync("orders");
        var app = workload.Sidecar.NewClient();
        await app.GetStringAsync(Call);

        workload.Sidecar.Signal(Signals.Terminate);
        await workload.App.DisposeAsync(); // good servers stop listening first, and then finish what they have
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < TimeSpan.FromSeconds(2))
        {
            Assert.Equal("hello from other", await app.GetStringAsync(Call));
            await Task.Delay(50);
        }

        Assert.False(workload.Sidecar.HasExited);
        clock.Restart();
        app.Dispose(); // as the end of its process
        Assert.Equal(0, await workload.Sidecar.WaitForExitAsync());
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 1.5);
    }

    [Fact]
    public async Task AppThatDoesNotEnd_IsServedForFourFifthsOfTheGrace()
    {
        await Bed.AppAsync("other");
        var workload = await Bed.AppAsync("orders", flags: ["--dapr-graceful-shutdown-seconds", "2"]);
        using var app = workload.Sidecar.NewClient();
        await app.GetStringAsync(Call);
        var clock = Stopwatch.StartNew();

        workload.Sidecar.Signal(Signals.Terminate);

        Assert.Equal(0, await workload.Sidecar.WaitForExitAsync());
        Assert.InRange(clock.Elapsed.TotalSeconds, 1.6, 2.9);
    }
}
