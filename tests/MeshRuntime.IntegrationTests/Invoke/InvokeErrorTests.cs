namespace MeshRuntime.IntegrationTests.Invoke;

/// <summary>What a caller is told when its call cannot be made: Dapr's status and JSON.</summary>
public sealed class InvokeErrorTests : MeshTest
{
    [Fact]
    public async Task UnknownApp_Is500WithTheName()
    {
        var client = await Bed.SidecarAsync("client");

        var answer = await RawClient.RequestAsync(client.HttpPort, "GET", "/v1.0/invoke/nobody/method/x");

        ErrorAssert.IsInvokeError(answer, 500, "nobody", "nobody");
    }

    [Fact]
    public async Task AppDown_IsSaidByItsSidecar_AndTheNextCallAfterItsReturnWorks()
    {
        var orders = await Bed.AppAsync("orders");
        var client = await Bed.SidecarAsync("client");
        await orders.App.DisposeAsync();

        var answer = await RawClient.RequestAsync(client.HttpPort, "GET", "/v1.0/invoke/orders/method/x");

        ErrorAssert.IsInvokeError(answer, 500, "orders", "error invoking app channel");
        await Bed.BareAppAsync("orders", port: orders.App.Port);
        Assert.Equal("hello from orders", await client.Http.GetStringAsync("/v1.0/invoke/orders/method/x"));
    }

    [Fact]
    public async Task AppDown_AtItsOwnSidecar_IsTheSameError()
    {
        var orders = await Bed.AppAsync("orders");
        await orders.App.DisposeAsync();

        var answer = await RawClient.RequestAsync(orders.Sidecar.HttpPort, "GET", "/v1.0/invoke/orders/method/x");

        ErrorAssert.IsInvokeError(answer, 500, "orders", "error invoking app channel");
    }

    [Fact]
    public async Task RemoteWithoutAppPort_IsSaid()
    {
        await Bed.SidecarAsync("worker");
        var client = await Bed.SidecarAsync("client");

        var answer = await RawClient.RequestAsync(client.HttpPort, "GET", "/v1.0/invoke/worker/method/x");

        ErrorAssert.IsInvokeError(answer, 500, "worker", "app channel is not initialized");
    }

    [Fact]
    public async Task SelfWithoutAppPort_IsSaid()
    {
        var client = await Bed.SidecarAsync("client");

        var answer = await RawClient.RequestAsync(client.HttpPort, "GET", "/v1.0/invoke/client/method/x");

        ErrorAssert.IsInvokeError(answer, 500, "client", "app channel not initialized");
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/nothing/here")]
    [InlineData("/v1.0/invoke/orders")]
    [InlineData("/v1.0/invoke/orders/method")]
    [InlineData("/v1.0/invoke/orders/other/x")]
    [InlineData("/v1.0/invoke//method/x")]
    [InlineData("//v1.0/invoke/orders/method/x")]
    [InlineData("/v1.0//invoke/orders/method/x")]
    public async Task NoTargetNamed_Is404(string path)
    {
        var client = await Bed.SidecarAsync("client");

        var answer = await RawClient.RequestAsync(client.HttpPort, "GET", path);

        ErrorAssert.IsError(
            answer, 404, "ERR_DIRECT_INVOKE", "failed getting app id either from the URL path or the header dapr-app-id");
    }

    [Fact]
    public async Task IdWithTwoDots_IsRefused()
    {
        var client = await Bed.SidecarAsync("client");

        var answer = await RawClient.RequestAsync(client.HttpPort, "GET", "/v1.0/invoke/a.b.c/method/x");

        ErrorAssert.IsInvokeError(answer, 500, "a.b.c", "invalid app id");
    }

    [Fact]
    public async Task OtherNamespace_IsNotThisApp()
    {
        var orders = await Bed.AppAsync("orders");
        var client = await Bed.SidecarAsync("client");

        var answer = await RawClient.RequestAsync(client.HttpPort, "GET", "/v1.0/invoke/orders.elsewhere/method/x");

        Assert.Equal(500, answer!.Status);
        Assert.Equal("ERR_DIRECT_INVOKE", answer.ErrorCode);
        Assert.Empty(orders.App.Requests);
    }

    // B18: a URL in place of an app id would make the sidecar an open relay.
    [Theory]
    [InlineData("/v1.0/invoke/http%3A%2F%2F127.0.0.1:PORT/method/x", "x-none: 1")]
    [InlineData("/v1.0/invoke/http://127.0.0.1:PORT/method/x", "x-none: 1")]
    [InlineData("/x", "dapr-app-id: http://127.0.0.1:PORT")]
    [InlineData("/x", "dapr-app-id: HTTPS://127.0.0.1:PORT")]
    public async Task UrlAsTarget_IsRefused_AndNotCalled(string target, string header)
    {
        var stranger = await Bed.BareAppAsync("stranger");
        var client = await Bed.SidecarAsync("client");
        var port = $"{stranger.Port}";

        var answer = await RawClient.RequestAsync(
            client.HttpPort, "GET", target.Replace("PORT", port, StringComparison.Ordinal), header.Replace("PORT", port, StringComparison.Ordinal));

        Assert.Equal(403, answer!.Status);
        Assert.Equal("ERR_DIRECT_INVOKE", answer.ErrorCode);
        Assert.Empty(stranger.Wire);
    }

    [Fact]
    public async Task AppsOwnErrors_PassUnchanged()
    {
        await Bed.AppAsync("orders", async context =>
        {
            context.Response.StatusCode = int.Parse(context.Request.Query["status"]!);
            context.Response.ContentType = "text/x-own";
            context.Response.Headers["x-own"] = "yes";
            await context.Response.Body.WriteAsync("own words"u8.ToArray());
        });
        var client = await Bed.SidecarAsync("client");

        foreach (var status in (int[])[201, 299, 300, 301, 400, 401, 403, 404, 418, 429, 500, 502, 503, 504, 599])
        {
            var answer = await RawClient.RequestAsync(client.HttpPort, "GET", $"/v1.0/invoke/orders/method/x?status={status}");

            Assert.Equal(
                (status, "text/x-own", "yes", "own words"),
                (answer!.Status, answer.Header("Content-Type"), answer.Header("x-own"), answer.Text));
        }
    }

    [Fact]
    public async Task Connect_IsRefused()
    {
        var orders = await Bed.AppAsync("orders");
        var client = await Bed.SidecarAsync("client");

        var answer = await RawClient.RequestAsync(client.HttpPort, "CONNECT", $"127.0.0.1:{orders.App.Port}");

        Assert.True(answer is null or { Status: >= 400 }, answer?.StatusLine);
        Assert.Empty(orders.App.Wire);
    }
}
