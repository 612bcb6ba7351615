using System.Net;
using Microsoft.AspNetCore.Http;

namespace MeshRuntime.IntegrationTests.Lifecycle;

/// <summary>An app that listens and is unwell gets no calls until it is well again.</summary>
public sealed class AppHealthTests : MeshTest
{
    private volatile bool _isWell = true;

    [Fact]
    public async Task AppThatIsUnwell_GetsNoCalls_UntilOneProbeSucceeds()
    {
        var orders = await Bed.AppAsync(
            "orders",
            AnswerAsync,
            "--enable-app-health-check",
            "--app-health-check-path=/well",
            "--app-health-probe-interval=1",
            "--app-health-threshold=2");
        var client = await Bed.SidecarAsync("client");
        await orders.Sidecar.WaitForLogAsync("The app is healthy");
        Assert.Equal(HttpStatusCode.OK, (await client.Http.GetAsync("/v1.0/invoke/orders/method/x")).StatusCode);

        _isWell = false;
        await orders.Sidecar.WaitForLogAsync("GET /well answered 503");
        orders.App.Forget();
        var refused = await client.Http.GetAsync("/v1.0/invoke/orders/method/x");
        Assert.Equal(HttpStatusCode.InternalServerError, refused.StatusCode);
        Assert.Contains("app is not in a healthy state", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(orders.App.Requests, request => request.Target == "/x");

        _isWell = true;
        await Wait.UntilAsync(
            async () => (await client.Http.GetAsync("/v1.0/invoke/orders/method/x")).StatusCode == HttpStatusCode.OK, "the app gets calls again");
    }

    private Task AnswerAsync(HttpContext context)
    {
        context.Response.StatusCode = context.Request.Path == "/well" && !_isWell ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
        return Task.CompletedTask;
    }
}
