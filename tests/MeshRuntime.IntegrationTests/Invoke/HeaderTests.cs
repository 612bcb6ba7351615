using Microsoft.AspNetCore.Http;

namespace MeshRuntime.IntegrationTests.Invoke;

/// <summary>Which headers travel, both ways.</summary>
public sealed class HeaderTests : MeshTest
{
    private static readonly string[] HopByHop =
        ["Connection", "Keep-Alive", "Proxy-Connection", "Transfer-Encoding", "Upgrade", "HTTP2-Settings", "TE", "Trailer", "Proxy-Authorization", "Proxy-Authenticate"];

    // C08, and D10: Upgrade is among them.
    [Theory]
    [InlineData("client")]
    [InlineData("orders")]
    public async Task HopByHopRequestHeaders_StayOnTheirHop(string caller)
    {
        var orders = await Bed.AppAsync("orders");
        var port = caller == "orders" ? orders.Sidecar.HttpPort : (await Bed.SidecarAsync(caller)).HttpPort;

        var answer = await RawClient.RequestAsync(
            port,
            "GET",
            "/v1.0/invoke/orders/method/x",
            "Connection: keep-alive, X-Mine, Upgrade, HTTP2-Settings",
            "Keep-Alive: timeout=5",
            "Proxy-Connection: keep-alive",
            "Upgrade: h2c",
            "HTTP2-Settings: AAMAAABkAAQAAP__",
            "TE: trailers",
            "Trailer: X-Later",
            "Proxy-Authorization: Basic c2VjcmV0",
            "Proxy-Authenticate: Basic",
            "X-Mine: named by Connection",
            "X-Yours: kept",
            "x-twice: one",
            "x-twice: two");

        Assert.Equal(200, answer!.Status);
        var got = orders.App.Only;
        Assert.Equal("kept", got.Header("X-Yours"));
        Assert.Equal("one, two", string.Join(", ", got.All("x-twice")));
        Assert.Null(got.Header("X-Mine"));
        Assert.All(HopByHop, name => Assert.True(
            got.Header(name) is null || (name == "Connection" && got.Header(name)!.Equals("keep-alive", StringComparison.OrdinalIgnoreCase)),
            $"{name}: {got.Header(name)}"));
    }

    [Theory]
    [InlineData("client")]
    [InlineData("orders")]
    public async Task HopByHopResponseHeaders_StayOnTheirHop(string caller)
    {
        var port = Bed.NextPort();
        Bed.Own(RawApp.Start(
            port,
            "HTTP/1.1 200 OK\r\nConnection: close, X-Mine\r\nKeep-Alive: timeout=5\r\nProxy-Connection: close\r\nUpgrade: h2c\r\nTrailer: X-Later\r\n" +
            "Proxy-Authenticate: Basic\r\nTE: x\r\nHTTP2-Settings: AAMA\r\nX-Mine: named\r\nX-Yours: kept\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n" +
            "Content-Length: 2\r\n\r\nok"));
        var orders = await Bed.SidecarAsync(new SidecarSetup("orders") { AppPort = port });
        var sidecar = caller == "orders" ? orders : await Bed.SidecarAsync(caller);

        var answer = await RawClient.RequestAsync(sidecar.HttpPort, "GET", "/v1.0/invoke/orders/method/x");

        Assert.Equal((200, "ok", "kept"), (answer!.Status, answer.Text, answer.Header("X-Yours")));
        Assert.Equal(["a=1", "b=2"], answer.All("Set-Cookie"));
        Assert.Null(answer.Header("X-Mine"));
        Assert.All(HopByHop.Except(["Transfer-Encoding"]), name => Assert.True(answer.Header(name) is null, $"{name}: {answer.Header(name)}"));
    }

    [Fact]
    public async Task TraceContext_IsPassedOn()
    {
        const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        var orders = await Bed.AppAsync("orders");
        var client = await Bed.SidecarAsync("client");

        await RawClient.RequestAsync(
            client.HttpPort,
            "GET",
            "/v1.0/invoke/orders/method/x",
            $"traceparent: 00-{Trace}-00f067aa0ba902b7-01",
            "tracestate: vendor=value",
            "baggage: user=7");

        Assert.Contains(Trace, Assert.Single(orders.App.Only.All("traceparent")), StringComparison.Ordinal);
        Assert.Equal(["vendor=value"], orders.App.Only.All("tracestate"));
        Assert.Equal(["user=7"], orders.App.Only.All("baggage"));
    }

    [Fact]
    public async Task ContentType_IsTheCallers_AndNoneStaysNone()
    {
        var orders = await Bed.AppAsync("orders");
        var client = await Bed.SidecarAsync("client");

        await RawClient.RequestAsync(client.HttpPort, "POST", "/v1.0/invoke/orders/method/x", "Content-Length: 0");
        await RawClient.RequestAsync(
            client.HttpPort, "POST", "/v1.0/invoke/orders/method/x", "Content-Length: 0", "Content-Type: application/x-odd; v=\"1\"");

        Assert.Equal([null, "application/x-odd; v=\"1\""], orders.App.Requests.Select(request => request.Header("Content-Type")));
    }

    [Fact]
    public async Task NothingIsAdded_ThatTheCallerDidNotAskFor()
    {
        var orders = await Bed.AppAsync("orders");
        var client = await Bed.SidecarAsync("client");

        await RawClient.RequestAsync(client.HttpPort, "GET", "/v1.0/invoke/orders/method/x");

        Assert.Null(orders.App.Only.Header("Accept-Encoding"));
        Assert.Null(orders.App.Only.Header("dapr-api-token"));
        Assert.Equal($"127.0.0.1:{orders.App.Port}", orders.App.Only.Header("Host"));
    }

    [Fact]
    public async Task CompressedBodies_PassUntouched()
    {
        byte[] odd = [0x1f, 0x8b, 1, 2, 3];
        await Bed.AppAsync("orders", async context =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            await context.Response.Body.WriteAsync(odd);
        });
        var client = await Bed.SidecarAsync("client");

        var answer = await RawClient.RequestAsync(client.HttpPort, "GET", "/v1.0/invoke/orders/method/x", "Accept-Encoding: gzip");

        Assert.Equal("gzip", answer!.Header("Content-Encoding"));
        Assert.Equal(odd, answer.Body);
    }

    [Fact]
    public async Task ManyHeaders_Arrive_BothWays()
    {
        var orders = await Bed.AppAsync("orders", context =>
        {
            for (var i = 0; i < 90; i++)
            {
                context.Response.Headers[$"x-down-{i}"] = $"{i}";
            }

            return Task.CompletedTask;
        });
        var client = await Bed.SidecarAsync("client");

        var answer = await RawClient.RequestAsync(
            client.HttpPort, "GET", "/v1.0/invoke/orders/method/x", [.. Enumerable.Range(0, 90).Select(i => $"x-up-{i}: {i}")]);

        Assert.Equal(200, answer!.Status);
        Assert.Equal(90, orders.App.Only.Headers.Count(header => header.Key.StartsWith("x-up-", StringComparison.OrdinalIgnoreCase)));
        Assert.Equal(90, answer.Headers.Count(header => header.Key.StartsWith("x-down-", StringComparison.OrdinalIgnoreCase)));
    }

    // C09: what would split a header on another wire is refused or dropped, never sent.
    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nX-Odd: a\rSet-Cookie: evil=1\r\nContent-Length: 2\r\n\r\nok")]
    [InlineData("HTTP/1.1 200 OK\r\nX-Odd: a\0b\r\nContent-Length: 2\r\n\r\nok")]
    [InlineData("HTTP/1.1 200 OK\r\nX-Odd: a\nSet-Cookie: evil=1\r\nContent-Length: 2\r\n\r\nok")]
    public async Task ControlCharactersInTheAppsHeaders_NeverReachTheCallersWire(string appAnswer)
    {
        var port = Bed.NextPort();
        Bed.Own(RawApp.Start(port, appAnswer));
        await Bed.SidecarAsync(new SidecarSetup("orders") { AppPort = port });
        var client = await Bed.SidecarAsync("client");

        var answer = await RawClient.RequestAsync(client.HttpPort, "GET", "/v1.0/invoke/orders/method/x");

        Assert.NotNull(answer);
        Assert.All(answer.Headers, header => Assert.DoesNotContain(header.Value, c => c is '\r' or '\0'));

        // A bare line feed ends a line for a lenient reader; then the cookie is a header of the app's own, in a line of its own.
        Assert.True(appAnswer.Contains("a\nSet", StringComparison.Ordinal) || answer.Header("Set-Cookie") is null);
    }
}
