using MeshRuntime.Abstractions.Errors;
using MeshRuntime.Abstractions.NameResolution;
using MeshRuntime.DataPlane.Calls;
using MeshRuntime.DataPlane.Outbound.Layers;
using MeshRuntime.DataPlane.Telemetry;
using MeshRuntime.Tests.Kit;

namespace MeshRuntime.Tests.DataPlane.Outbound.Layers;

public sealed class TelemetryLayerTests
{
    private readonly InvocationMeters _meters = new();
    private readonly ManualClock _clock = new();

    [Fact]
    public async Task Answer_CountsUnderItsStatus() => await AssertCountedAsync(() => CallResult.Answered(new HttpResponseMessage(System.Net.HttpStatusCode.NotFound)), "404");

    [Fact]
    public async Task FailureOfOurs_CountsUnderTheStatusThatTheCallerSees() =>
        await AssertCountedAsync(() => CallResult.Failed(MeshErrorCode.Denied, "no", CallProgress.Answered), "403");

    private async Task AssertCountedAsync(Func<CallResult> result, string status)
    {
        var layer = new TelemetryLayer(new OneResult(_clock, result), new ServiceName("orders", "default"), _meters, _clock);

        await layer.InvokeAsync(ACall.With());

        Assert.Equal(1, Family<Counter>("req_sent_total").For(new LabelValues("orders", "unary")).Value);
        Assert.Equal(1, Family<Counter>("res_recv_total").For(new LabelValues("orders", status, "unary")).Value);
        Assert.Single(Family<LatencyHistogram>("latency_ms").Series, series => series.Key == new LabelValues("orders", status));
    }

    private MeterFamily<T> Family<T>(string name)
        where T : class => _meters.Families.OfType<MeterFamily<T>>().Single(family => family.Name.EndsWith(name, StringComparison.Ordinal));

    private sealed class OneResult(ManualClock clock, Func<CallResult> result) : CallLayer
    {
        public override ValueTask<CallResult> InvokeAsync(MeshCall call)
        {
            clock.Advance(TimeSpan.FromMilliseconds(5));
            return new(result());
        }
    }
}
