using System.Net;
using Microsoft.AspNetCore.Http;

namespace MeshRuntime.IntegrationTests.Lifecycle;

/// <summary>How a sidecar ends: what is in flight finishes, and the exit code says how it went.</summary>
public sealed class ShutdownTests : MeshTest
{
    private readonly TaskCompletionSource _finish = new();

    [Theory]
    [InlineData(Signals.Terminate)]
    [InlineData(Signals.Interrupt)]
    public async Task Signal_EndsAnIdleSidecarCleanly(int signal)
    {
        var orders = await Bed.AppAsync("orders");

        orders.Sidecar.Signal(signal);

        Assert.Equal(0, await orders.Sidecar.WaitForExitAsync());
        Assert.True(orders.Sidecar.Log.Contains("Daprd shutdown gracefully"), orders.Sidecar.Log.Text);
    }

    // The request in flight ends a second after the signal, at the callee's sidecar and at the caller's.
    [Theory]
    [InlineData("orders")]
    [InlineData("client")]
    public async Task RequestInFlight_Finishes(string stopped)
    {
        var orders = await Bed.AppAsync("orders", AnswerLateAsync);
        var client = await Bed.SidecarAsync("client");
        var sidecar = stopped == "orders" ? orders.Sidecar : client;
        var call = client.Http.GetAsync("/v1.0/invoke/orders/method/x");
        await Wait.UntilAsync(() => !orders.App.Requests.IsEmpty, "the request is in flight");

        sidecar.Signal(Signals.Terminate);
        await sidecar.WaitForLogAsync("shutting down");
        await Task.Delay(TimeSpan.FromSeconds(1));
        Assert.False(sidecar.HasExited);
        _finish.SetResult();

        using var answer = await Wait.ForAsync(call, "the answer");
        Assert.Equal((HttpStatusCode.OK, "late"), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        Assert.Equal(0, await sidecar.WaitForExitAsync());
    }

    [Fact]
    public async Task WhileStopping_HealthIsNotReady_AndNewCallersDoNotFindTheApp()
    {
        var orders = await Bed.AppAsync(
            new SidecarSetup("orders") { Flags = ["--dapr-graceful-shutdown-seconds", "60"] }, answer: AnswerLateAsync);
        var client = await Bed.SidecarAsync("client");
        var call = client.Http.GetAsync("/v1.0/invoke/orders/method/x");
        await Wait.UntilAsync(() => !orders.App.Requests.IsEmpty, "the request is in flight");

        orders.Sidecar.Signal(Signals.Terminate);
        await orders.Sidecar.WaitForLogAsync("shutting down");

        var late = await Bed.SidecarAsync("late");
        var answer = await RawClient.RequestAsync(late.HttpPort, "GET", "/v1.0/invoke/orders/method/x");
        ErrorAssert.IsInvokeError(answer, 500, "orders", "");
        Assert.Single(orders.App.Requests);
        _finish.SetResult();
        Assert.Equal(HttpStatusCode.OK, (await call).StatusCode);
    }

    [Fact]
    public async Task RequestThatOutlivesTheGrace_IsCut_AndTheExitCodeSaysSo()
    {
        var orders = await Bed.AppAsync(
            new SidecarSetup("orders") { Flags = ["--dapr-graceful-shutdown-seconds", "1"] }, answer: AnswerLateAsync);
        var call = RawClient.RequestAsync(orders.Sidecar.HttpPort, "GET", "/v1.0/invoke/orders/method/x");
        await Wait.UntilAsync(() => !orders.App.Requests.IsEmpty, "the request is in flight");

        orders.Sidecar.Signal(Signals.Terminate);

        Assert.Equal(1, await orders.Sidecar.WaitForExitAsync());
        Assert.True(await call is null or { Status: >= 500 } or { IsComplete: false });
    }

    [Fact]
    public async Task SecondSignal_EndsAtOnce_WithOne()
    {
        var orders = await Bed.AppAsync(
            new SidecarSetup("orders") { Flags = ["--dapr-graceful-shutdown-seconds", "0"] }, answer: AnswerLateAsync);
        var call = RawClient.RequestAsync(orders.Sidecar.HttpPort, "GET", "/v1.0/invoke/orders/method/x");
        await Wait.UntilAsync(() => !orders.App.Requests.IsEmpty, "the request is in flight");

        orders.Sidecar.Signal(Signals.Terminate);
        await orders.Sidecar.WaitForLogAsync("shutting down");
        orders.Sidecar.Signal(Signals.Terminate);

        Assert.Equal(1, await orders.Sidecar.WaitForExitAsync());
        await call;
    }

    [Fact]
    public async Task SignalDuringTheStart_EndsTheSidecar()
    {
        var sidecar = Bed.Start(new SidecarSetup("slow") { AppPort = Bed.NextPort() });
        await sidecar.WaitUntilOutboundAsync();

        sidecar.Signal(Signals.Terminate);

        Assert.Equal(0, await sidecar.WaitForExitAsync());
    }

    [Fact]
    public async Task ShutdownCall_Answers204_AndEndsCleanly()
    {
        var orders = await Bed.AppAsync("orders");

        var answer = await RawClient.RequestAsync(orders.Sidecar.HttpPort, "POST", "/v1.0/shutdown", "Content-Length: 0");

        Assert.Equal(204, answer!.Status);
        Assert.Equal(0, await orders.Sidecar.WaitForExitAsync());
    }

    [Fact]
    public async Task ForcedShutdownCall_Answers204_AndEndsWithOne()
    {
        var orders = await Bed.AppAsync("orders");

        var answer = await RawClient.RequestAsync(
            orders.Sidecar.HttpPort, "POST", "/v1.0/shutdown", "Content-Length: 0", "dapr-force-shutdown: true");

        Assert.Equal(204, answer!.Status);
        Assert.Equal(1, await orders.Sidecar.WaitForExitAsync());
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task ShutdownByAnotherVerb_Is404(string verb)
    {
        var client = await Bed.SidecarAsync("client");

        var answer = await RawClient.RequestAsync(client.HttpPort, verb, "/v1.0/shutdown", "Content-Length: 0");

        Assert.Equal(404, answer!.Status);
        Assert.Equal(204, (await RawClient.RequestAsync(client.HttpPort, "GET", "/v1.0/healthz"))!.Status);
    }

    [Fact]
    public async Task BlockedShutdown_ServesUntilTheTimeIsOver()
    {
        var orders = await Bed.AppAsync("orders", flags: ["--dapr-block-shutdown-duration", "3s"]);
        var client = await Bed.SidecarAsync("client");
        await client.Http.GetStringAsync("/v1.0/invoke/orders/method/x");

        orders.Sidecar.Signal(Signals.Terminate);

        for (var i = 0; i < 20; i++)
        {
            Assert.Equal("hello from orders", await client.Http.GetStringAsync("/v1.0/invoke/orders/method/x"));
        }

        Assert.Equal(0, await orders.Sidecar.WaitForExitAsync());
    }

    private async Task AnswerLateAsync(HttpContext context)
    {
        await _finish.Task.WaitAsync(context.RequestAborted);
        await context.Response.WriteAsync("late");
    }
}
