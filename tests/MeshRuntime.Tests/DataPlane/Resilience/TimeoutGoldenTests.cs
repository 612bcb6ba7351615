using MeshRuntime.DataPlane.Calls;
using MeshRuntime.DataPlane.Snapshots;
using MeshRuntime.Tests.Kit;

namespace MeshRuntime.Tests.DataPlane.Resilience;

/// <summary>(policy, sequence of outcomes) → (attempts at which seconds, answer), for time limits of two seconds.</summary>
public sealed class TimeoutGoldenTests
{
    private const string Expired = "context deadline exceeded";

    [Theory]
    [InlineData("200~1", "0", "200")]
    [InlineData("hang", "0", Expired)]
    [InlineData("200~3", "0", Expired)]
    public Task LimitAlone(string outcomes, string times, string end) => CheckAsync(APlan.Named(timeout: 2), outcomes, times, end);

    [Theory]
    [InlineData("hang hang 200", "0 3 6", "200")] // each attempt has its own
    [InlineData("200~1", "0", "200")]
    [InlineData("hang hang hang hang", "0 3 6 9", Expired)]
    [InlineData("503~1 hang 200", "0 2 5", "200")]
    public Task LimitInsideOfARetry(string outcomes, string times, string end) => CheckAsync(APlan.Named(APlan.Constant(), timeout: 2), outcomes, times, end);

    [Fact]
    public async Task LimitHoldsForTheBody_AndIsCountedOnce()
    {
        var scene = new PolicyScene();
        var call = ACall.With();
        await scene.CallAsync(APlan.Named(APlan.Constant(), timeout: 2), "200", call);

        Assert.False(call.Aborted.IsCancellationRequested);
        scene.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.True(call.Aborted.IsCancellationRequested);
        Assert.True(call.IsTimedOut);

        await call.EndAsync();
        await call.EndAsync();
        Assert.Equal(1, Activations(scene));
    }

    [Fact]
    public async Task CallThatEndsInTime_LeavesNoTimer()
    {
        var scene = new PolicyScene();
        var call = ACall.With();
        await scene.CallAsync(APlan.Named(timeout: 2), "200", call);

        await call.EndAsync();

        Assert.Equal(0, scene.Clock.Waiting);
        Assert.Equal(0, Activations(scene));
    }

    [Fact]
    public async Task CallerThatGoesAway_IsNoTimeout()
    {
        var scene = new PolicyScene();
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();

        var (times, end) = await scene.CallAsync(APlan.Named(APlan.Constant(), timeout: 2), "hang", ACall.With(aborted: gone.Token));

        Assert.Equal(("0", "context canceled"), (times, end));
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("false", false)]
    public async Task OfAStream_OnlyTheBeginningIsLimited(string value, bool isFree)
    {
        var scene = new PolicyScene();
        var call = ACall.With("POST", kind: CallKind.Grpc, headers: new() { ["dapr-stream"] = value });
        await scene.CallAsync(APlan.Named(timeout: 2), "grpc-0", call);

        scene.Clock.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(isFree, !call.Aborted.IsCancellationRequested);
        await call.EndAsync();
    }

    [Fact]
    public async Task TimeLeft_IsTheShorterOfBoth()
    {
        var scene = new PolicyScene();
        using var deadline = new CallDeadline(TimeSpan.FromSeconds(1), scene.Clock, CancellationToken.None);
        var call = ACall.With(deadline: deadline);
        Assert.Equal(TimeSpan.FromSeconds(1), call.TimeLeft);

        call.Begin(new AttemptLimit(new TimeoutPlan("p", TimeSpan.FromSeconds(0.5)), scene.Clock, call.GivenUp, expired: null));

        Assert.Equal(TimeSpan.FromSeconds(0.5), call.TimeLeft);
        await call.EndAsync();
    }

    private static long Activations(PolicyScene scene) =>
        scene.Meters.Families.OfType<MeshRuntime.DataPlane.Telemetry.MeterFamily<MeshRuntime.DataPlane.Telemetry.Counter>>()
            .Single(family => family.Name == "dapr_resiliency_activations_total").Series.Where(series => series.Key.Second == "timeout").Sum(series => series.Value.Value);

    private static async Task CheckAsync(ServicePlan plan, string outcomes, string times, string end) =>
        Assert.Equal((times, end), await new PolicyScene().CallAsync(plan, outcomes));
}
