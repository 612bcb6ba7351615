using System.Net;
using MeshRuntime.Client;

namespace MeshRuntime.SdkTests.Invocation;

/// <summary>Which exception says what.</summary>
public sealed class AppClientFailureTests
{
    private const string Unknown = """{"errorCode":"ERR_DIRECT_INVOKE","message":"failed to invoke, id: orders, err: couldn't find service: orders","why":"attempt 1 of 1"}""";

    private static readonly MeshRequest Get = new() { Method = HttpMethod.Get, Path = "/orders/7?key=secret" };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AppsOwnError_IsToldAsItIs()
    {
        await using var stub = await StubSidecar.StartAsync(context =>
        {
            context.Response.Headers["mesh-why"] = "attempt 2 of 3";
            return StubSidecar.AnswerAsync(context, 409, """{"title":"sold out"}""");
        });

        var e = await Assert.ThrowsAsync<MeshException>(() => stub.Orders.InvokeAsync(Get, TestJson.Default.Order, Ct));

        Assert.Equal((HttpStatusCode.Conflict, "", "orders", "attempt 2 of 3"), (e.Status, e.ErrorCode, e.Target, e.Why));
        Assert.Equal("""{"title":"sold out"}""", e.Details);
        Assert.Equal("app orders answered GET /orders/7 with 409 (Conflict)", e.Message);
    }

    [Theory]
    [InlineData("""{"errorCode":"","message":"nothing here"}""", "with 418: nothing here", "nothing here")]
    [InlineData("""{"errorCode":"","message":""}""", "with 418", "")]
    [InlineData("""{"title":"nothing here"}""", "with 418", "")]
    public async Task ReasonOfTheApp_IsInTheMessage_WhereItIsKnown(string body, string end, string reason)
    {
        await using var stub = await StubSidecar.StartAsync(418, body);

        var e = await Assert.ThrowsAsync<MeshException>(() => stub.Orders.InvokeAsync(Get, Ct));

        Assert.Equal(($"app orders answered GET /orders/7 {end}", reason), (e.Message, e.AppMessage));
    }

    [Fact]
    public async Task LongReason_IsShortenedInTheMessage()
    {
        await using var stub = await StubSidecar.StartAsync(409, $$"""{"errorCode":"","message":"{{new string('x', 513)}}"}""");

        var e = await Assert.ThrowsAsync<MeshException>(() => stub.Orders.InvokeAsync(Get, Ct));

        Assert.EndsWith($": {new string('x', 512)}…", e.Message, StringComparison.Ordinal);
        Assert.Equal(513, e.AppMessage.Length);
    }

    [Fact]
    public async Task SidecarsError_HasCodeMessageAndWhy()
    {
        await using var stub = await StubSidecar.StartAsync(500, Unknown);

        var e = await Assert.ThrowsAsync<MeshException>(() => stub.Orders.InvokeAsync(Get, Ct));

        Assert.Equal((HttpStatusCode.InternalServerError, "ERR_DIRECT_INVOKE", "orders", "attempt 1 of 1"), (e.Status, e.ErrorCode, e.Target, e.Why));
        Assert.Equal("app orders: failed to invoke, id: orders, err: couldn't find service: orders (ERR_DIRECT_INVOKE)", e.Message);
    }

    [Fact]
    public async Task SidecarsError_IsNeverExpected()
    {
        await using var stub = await StubSidecar.StartAsync(500, Unknown);
        var request = Get with { ExpectedStatuses = [500] };

        await Assert.ThrowsAsync<MeshException>(() => stub.Orders.InvokeAsync(request, Ct));
        await Assert.ThrowsAsync<MeshException>(() => stub.Orders.InvokeAsync(request, TestJson.Default.Order, Ct));
        await Assert.ThrowsAsync<MeshException>(() => stub.Orders.TryInvokeAsync(request, TestJson.Default.Order, Ct));
    }

    [Theory]
    [InlineData("""{"errorCode":"ERR_DIRECT_INVOKE","message":"failed to invoke, id: orders-archive, err: it is down"}""", "application/json")]
    [InlineData("""{"errorCode":"ERR_PUBSUB_NOT_FOUND","message":"pubsub bus is not found"}""", "application/json")]
    [InlineData("""{"errorCode":7,"message":"failed to invoke, id: orders, err: x"}""", "application/json")]
    [InlineData(Unknown, "text/plain")]
    [InlineData("""{"errorCode":"ERR_DIRECT_INVOKE","message":"failed""", "application/json")]
    public async Task ErrorThatAnAppHandsOn_IsTheApps(string body, string contentType)
    {
        await using var stub = await StubSidecar.StartAsync(500, body, contentType);

        var result = await stub.Orders.TryInvokeAsync(Get, TestJson.Default.Order, Ct);

        Assert.Equal(HttpStatusCode.InternalServerError, result.Status);
        Assert.Equal(("", body), (result.Error!.ErrorCode, result.Error.Details));
    }

    [Theory]
    [InlineData("ERR_OVERLOADED", "the sidecar is short of memory")]
    [InlineData("ERR_FOREIGN_ORIGIN", "the Host header does not name this sidecar")]
    [InlineData("ERR_DIRECT_INVOKE", "invoke API is not ready")]
    public async Task SidecarsError_WithoutTarget_IsTheSidecars(string code, string message)
    {
        await using var stub = await StubSidecar.StartAsync(503, $$"""{"errorCode":"{{code}}","message":"{{message}}"}""");

        var e = await Assert.ThrowsAsync<MeshException>(() => stub.Orders.TryInvokeAsync(Get, TestJson.Default.Order, Ct));

        Assert.Equal(code, e.ErrorCode);
    }

    [Fact]
    public async Task RefusedToken_SaysWhereItIsSet()
    {
        await using var stub = await StubSidecar.StartAsync(401, "invalid api token", "text/plain; charset=utf-8");

        var e = await Assert.ThrowsAsync<MeshException>(() => stub.Orders.TryInvokeAsync(Get, TestJson.Default.Order, Ct));

        Assert.Equal((HttpStatusCode.Unauthorized, "ERR_API_TOKEN"), (e.Status, e.ErrorCode));
        Assert.Contains("DAPR_API_TOKEN", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[1,2")]
    [InlineData("<html>")]
    public async Task AnswerThatIsNoSuchJson_IsSaid(string body)
    {
        await using var stub = await StubSidecar.StartAsync(200, body);

        var e = await Assert.ThrowsAsync<MeshException>(() => stub.Orders.InvokeAsync(Get, TestJson.Default.Order, Ct));

        Assert.StartsWith("the answer of orders is not the JSON that was expected", e.Message, StringComparison.Ordinal);
        Assert.Null(e.Status);
    }

    [Fact]
    public async Task LongError_IsCut()
    {
        await using var stub = await StubSidecar.StartAsync(500, new string('x', 100_000), "text/plain");

        var e = await Assert.ThrowsAsync<MeshException>(() => stub.Orders.InvokeAsync(Get, Ct));

        Assert.Equal(64 * 1024, e.Details.Length);
    }

    [Fact]
    public async Task NoSidecar_IsSaidWithItsAddress()
    {
        using var ports = new ReservedPorts();
        var port = ports.Next();
        using var mesh = new MeshClient(StubSidecar.OptionsFor(port));
        using var raw = new HttpRequestMessage(HttpMethod.Get, "/");

        foreach (var call in new Func<Task>[]
        {
            () => mesh.App("orders").InvokeAsync(Get, Ct),
            () => mesh.App("orders").InvokeAsync(Get, TestJson.Default.Order, Ct),
            () => mesh.App("orders").TryInvokeAsync(Get, TestJson.Default.Order, Ct),
            () => mesh.App("orders").StreamAsync(Get, TestJson.Default.Order, Ct).FirstAsync(Ct).AsTask(),
            () => mesh.App("orders").SendAsync(raw, Ct),
        })
        {
            var e = await Assert.ThrowsAsync<MeshException>(call);
            Assert.Contains($"no sidecar answers at http://127.0.0.1:{port} (ConnectionRefused)", e.Message, StringComparison.Ordinal);
            Assert.Equal((null, "", "orders"), (e.Status, e.ErrorCode, e.Target));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"id\":")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n{\"id\":\r\n")]
    public async Task ConnectionThatBreaks_IsSaid(string answer)
    {
        using var ports = new ReservedPorts();
        await using var sidecar = RawApp.Start(ports.Next(), answer);
        using var mesh = new MeshClient(StubSidecar.OptionsFor(sidecar.Port));

        var e = await Assert.ThrowsAsync<MeshException>(() => mesh.App("orders").InvokeAsync(Get, TestJson.Default.Order, Ct));

        Assert.Contains("broke during the call to orders", e.Message, StringComparison.Ordinal);
        Assert.Null(e.Status);
    }
}
