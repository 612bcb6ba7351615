using MeshRuntime.Api.Http;
using MeshRuntime.DataPlane.Health;
using MeshRuntime.Tests.Kit;

namespace MeshRuntime.Tests.Api.Http;

public sealed class HealthEndpointTests
{
    private readonly Readiness _readiness = new();
    private readonly HealthEndpoint _endpoint;

    public HealthEndpointTests() => _endpoint = new HealthEndpoint("orders", _readiness);

    [Fact]
    public async Task EachStepOfTheStart_IsTold()
    {
        Assert.Equal((500, NotReady("runtime")), await HealthAsync());
        Assert.Equal((500, OutboundNotReady), await OutboundAsync());

        _readiness.OutboundIsReady();
        Assert.Equal((500, NotReady("app")), await HealthAsync());
        Assert.Equal((204, ""), await OutboundAsync());

        _readiness.AppIsReady();
        Assert.Equal((204, ""), await HealthAsync());

        _readiness.Stopping();
        Assert.Equal((500, NotReady("shutdown")), await HealthAsync());
        Assert.Equal((500, OutboundNotReady), await OutboundAsync());
    }

    [Fact]
    public async Task AppId_MustBeOurs()
    {
        _readiness.AppIsReady();

        Assert.Equal((204, ""), await HealthAsync("?appid=orders"));
        Assert.Equal(
            (500, "{\"errorCode\":\"ERR_HEALTH_APPID_NOT_MATCH\",\"message\":\"dapr app-id does not match\"}"), await HealthAsync("?appid=billing"));
    }

    [Fact]
    public async Task Readiness_IsLookedAtBeforeTheAppId() => Assert.Equal((500, NotReady("runtime")), await HealthAsync("?appid=billing"));

    private const string OutboundNotReady = "{\"errorCode\":\"ERR_OUTBOUND_HEALTH_NOT_READY\",\"message\":\"dapr outbound is not ready\"}";

    private static string NotReady(string what) => $"{{\"errorCode\":\"ERR_HEALTH_NOT_READY\",\"message\":\"dapr is not ready: [{what}]\"}}";

    private async Task<(int Status, string Text)> HealthAsync(string query = "")
    {
        var exchange = await new Exchange("GET", "/v1.0/healthz" + query).ServedByAsync(_endpoint.HandleAsync);
        return (exchange.StatusCode, exchange.Text());
    }

    private async Task<(int Status, string Text)> OutboundAsync()
    {
        var exchange = await new Exchange("GET", "/v1.0/healthz/outbound").ServedByAsync(_endpoint.HandleOutboundAsync);
        return (exchange.StatusCode, exchange.Text());
    }
}
