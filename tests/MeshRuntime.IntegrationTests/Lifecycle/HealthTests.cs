using System.Net;

namespace MeshRuntime.IntegrationTests.Lifecycle;

/// <summary>The health endpoints, and the order in which a sidecar becomes ready.</summary>
public sealed class HealthTests : MeshTest
{
    [Fact]
    public async Task WhileTheAppDoesNotListen_OutboundIsReady_AndHealthIsNot()
    {
        await Bed.AppAsync("orders");
        var port = Bed.NextPort();
        var slow = Bed.Start(new SidecarSetup("slow") { AppPort = port });
        await slow.WaitUntilOutboundAsync();

        var health = await RawClient.RequestAsync(slow.HttpPort, "GET", "/v1.0/healthz");
        ErrorAssert.IsError(health, 500, "ERR_HEALTH_NOT_READY", "dapr is not ready");
        Assert.Equal("hello from orders", await slow.Http.GetStringAsync("/v1.0/invoke/orders/method/x"));
        Assert.False(slow.Log.Contains("dapr initialized"));

        await Bed.BareAppAsync("slow", port: port);
        await slow.WaitUntilReadyAsync();
        await slow.WaitForLogAsync($"application discovered on port {port}");
        await slow.WaitForLogAsync("dapr initialized. Status: Running.");
        Assert.Equal("hello from slow", await slow.Http.GetStringAsync("/v1.0/invoke/slow/method/x"));
    }

    [Fact]
    public async Task WithoutAnApp_HealthIsReadyAtOnce()
    {
        var client = await Bed.SidecarAsync("client");

        var health = await RawClient.RequestAsync(client.HttpPort, "GET", "/v1.0/healthz");

        Assert.Equal((204, 0), (health!.Status, health.Body.Length));
    }

    [Theory]
    [InlineData("/v1.0/healthz?appid=client", 204, "")]
    [InlineData("/v1.0/healthz?appid=other", 500, "ERR_HEALTH_APPID_NOT_MATCH")]
    [InlineData("/v1.0/healthz/outbound", 204, "")]
    public async Task HealthOfAnApp_AnswersForThatAppOnly(string path, int status, string code)
    {
        var client = await Bed.SidecarAsync("client");

        var answer = await RawClient.RequestAsync(client.HttpPort, "GET", path);

        Assert.Equal(status, answer!.Status);
        Assert.True(code.Length == 0 || answer.ErrorCode == code, answer.Text);
    }

    [Fact]
    public async Task LogsThatToolsLookFor_AreWritten()
    {
        var orders = await Bed.AppAsync("orders");

        await orders.Sidecar.WaitForLogAsync("dapr initialized. Status: Running.");
        await orders.Sidecar.WaitForLogAsync($"application discovered on port {orders.App.Port}");
        await orders.Sidecar.WaitForLogAsync("Internal gRPC server is running on");
        await orders.Sidecar.WaitForLogAsync($"HTTP server is running on port {orders.Sidecar.HttpPort}");
        Assert.All(orders.Sidecar.Log.Lines, line => Assert.StartsWith("time=\"", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task JsonLog_IsOneObjectALine()
    {
        var orders = await Bed.AppAsync("orders", flags: ["--log-as-json"]);
        await orders.Http.GetStringAsync("/v1.0/invoke/orders/method/x");

        Assert.All(orders.Sidecar.Log.Lines, line =>
        {
            using var entry = System.Text.Json.JsonDocument.Parse(line);
            Assert.Equal("orders", entry.RootElement.GetProperty("app_id").GetString());
            Assert.True(entry.RootElement.TryGetProperty("time", out _) && entry.RootElement.TryGetProperty("level", out _));
        });
    }

    // R03: no deadlock when an app waits for its sidecar before it listens.
    [Fact]
    public async Task Wait_EndsWhenOutboundIsReady()
    {
        var sidecar = Bed.Start(new SidecarSetup("slow") { AppPort = Bed.NextPort() });

        var waited = await Bed.MeshdAsync("--wait", "--dapr-http-port", $"{sidecar.HttpPort}");

        Assert.Equal(0, waited.ExitCode);
        Assert.Equal(HttpStatusCode.NoContent, (await sidecar.Http.GetAsync("/v1.0/healthz/outbound")).StatusCode);
    }
}
