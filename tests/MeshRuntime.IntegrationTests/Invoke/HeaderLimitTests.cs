namespace MeshRuntime.IntegrationTests.Invoke;

/// <summary>What is too large is refused before it is buffered, and the sidecar goes on.</summary>
public sealed class HeaderLimitTests : MeshTest
{
    [Fact]
    public async Task HeadersBelowTheLimit_Arrive_AndAboveIt_Are431()
    {
        var orders = await Bed.AppAsync("orders");
        var client = await Bed.SidecarAsync("client");

        var below = await SendAsync(client, 3 * 1024);
        var above = await SendAsync(client, 64 * 1024);

        Assert.Equal(200, below!.Status);
        Assert.Equal(431, above!.Status);
        Assert.Single(orders.App.Requests);
        Assert.Equal(3 * 1024, orders.App.Only.Header("x-big")!.Length);
    }

    [Fact]
    public async Task RaisedLimit_LetsLargeHeadersThrough_OverAllHops()
    {
        var orders = await Bed.AppAsync("orders", flags: ["--read-buffer-size", "128Ki"]);
        var client = await Bed.SidecarAsync("client", "--read-buffer-size", "128Ki");

        var answer = await SendAsync(client, 100 * 1024);

        Assert.Equal(200, answer!.Status);
        Assert.Equal(100 * 1024, orders.App.Only.Header("x-big")!.Length);
    }

    [Fact]
    public async Task AppsHeadersOverTheLimit_AreAnError()
    {
        await Bed.AppAsync("orders", context =>
        {
            context.Response.Headers["x-big"] = new string('x', 64 * 1024);
            return Task.CompletedTask;
        });
        var client = await Bed.SidecarAsync("client");

        var answer = await RawClient.RequestAsync(client.HttpPort, "GET", "/v1.0/invoke/orders/method/x");

        ErrorAssert.IsInvokeError(answer, 500, "orders", "header");
    }

    // F05
    [Fact]
    public async Task HugeTargetAndHeaders_AreRefused_AndTheSidecarStays()
    {
        var orders = await Bed.AppAsync("orders");
        var client = await Bed.SidecarAsync("client");
        var before = client.ResidentBytes;

        var target = await RawClient.RequestAsync(client.HttpPort, "GET", "/v1.0/invoke/orders/method/" + new string('a', 1024 * 1024));
        var many = await RawClient.RequestAsync(
            client.HttpPort, "GET", "/v1.0/invoke/orders/method/x", [.. Enumerable.Range(0, 10_000).Select(i => $"x-{i}: {i}")]);
        var large = await SendAsync(client, 1024 * 1024);

        Assert.True(target is null or { Status: 414 or 431 }, target?.StatusLine);
        Assert.True(many is null or { Status: 431 }, many?.StatusLine);
        Assert.True(large is null or { Status: 431 }, large?.StatusLine);
        Assert.Empty(orders.App.Requests);
        Assert.Equal(200, (await SendAsync(client, 10))!.Status);
        Assert.InRange(client.ResidentBytes - before, long.MinValue, 48 * 1024 * 1024);
    }

    private static Task<RawResponse?> SendAsync(SidecarHandle client, int size) =>
        RawClient.RequestAsync(client.HttpPort, "GET", "/v1.0/invoke/orders/method/x", "x-big: " + new string('x', size));
}
