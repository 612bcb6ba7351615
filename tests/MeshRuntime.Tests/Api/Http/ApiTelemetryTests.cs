using MeshRuntime.Api.Http;
using MeshRuntime.DataPlane.Telemetry;
using MeshRuntime.Tests.Kit;
using Microsoft.AspNetCore.Http;

namespace MeshRuntime.Tests.Api.Http;

public sealed class ApiTelemetryTests
{
    private readonly HttpMeters _meters = new();

    [Theory]
    [InlineData("/v1.0/invoke/orders/method/17", "/v1.0/invoke/{app_id}/method")]
    [InlineData("/v1.0/healthz?appid=x", "/v1.0/healthz")]
    [InlineData("/v1.0/healthz/outbound", "/v1.0/healthz/outbound")]
    [InlineData("/v1.0/metadata/17", "/v1.0/metadata")]
    [InlineData("/v1.0/secrets/vault/db", "/v1.0/secrets")]
    [InlineData("/v1.0/shutdown", "/v1.0/shutdown")]
    [InlineData("/orders/17", "")]
    [InlineData("*", "")]
    public async Task Request_CountsUnderItsRoute_NeverItsPath(string target, string route)
    {
        await new Exchange("GET", target).ServedByAsync(Telemetry(context =>
        {
            context.Response.StatusCode = 404;
            return Task.CompletedTask;
        }));

        Assert.Equal([new LabelValues("GET", route, "404")], Series());
    }

    [Fact]
    public async Task FaultOfOurs_CountsAsOne_NotAsSuccess()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => new Exchange("GET", "/v1.0/metadata").ServedByAsync(Telemetry(_ => throw new InvalidOperationException())));

        Assert.Equal([new LabelValues("GET", "/v1.0/metadata", "500")], Series());
    }

    private RequestDelegate Telemetry(RequestDelegate endpoints) => new ApiTelemetry(_meters, new ManualClock(), log: null, endpoints).HandleAsync;

    private IEnumerable<LabelValues> Series() =>
        _meters.Families.OfType<MeterFamily<LatencyHistogram>>().Single(family => family.Name == "dapr_http_server_latency").Series.Select(series => series.Key);
}
