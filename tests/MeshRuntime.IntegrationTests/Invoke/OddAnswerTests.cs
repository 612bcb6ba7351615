namespace MeshRuntime.IntegrationTests.Invoke;

/// <summary>Apps that answer badly: a caller never mistakes a cut answer for a whole one.</summary>
public sealed class OddAnswerTests(SharedMesh mesh) : SharedMeshTest(mesh)
{
    [Theory]
    [InlineData("client", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort")]
    [InlineData("orders", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort")]
    [InlineData("client", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n")]
    [InlineData("orders", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n")]
    [InlineData("client", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nshort")]
    [InlineData("client", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nshort\r\nzz\r\n")]
    [InlineData("client", "HTTP/1.1 503 Busy\r\nContent-Length: 100\r\n\r\nshort")]
    public async Task AppDiesInTheMiddle_CallerSeesACutAnswer(string caller, string sent)
    {
        var sidecar = await CallerAsync(caller, sent);

        var answer = await RawClient.RequestAsync(sidecar.HttpPort, "GET", "/v1.0/invoke/orders/method/x");

        // Before the head was sent on, no answer or an error is as good.
        Assert.True(answer is null or { IsComplete: false } or { Status: 500, ErrorCode: "ERR_DIRECT_INVOKE" }, $"{answer?.StatusLine} {answer?.Text}");
    }

    // C14: the app says less than it sends, or something else.
    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhelloHTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello and more")]
    public async Task DataAfterTheAnswer_IsNeverTheNextAnswer(string sent)
    {
        var sidecar = await CallerAsync("client", sent);
        await using var connection = await sidecar.RawAsync();

        for (var i = 0; i < 3; i++)
        {
            await connection.SendAsync(RawClient.Head(sidecar.HttpPort, "GET", "/v1.0/invoke/orders/method/x"));
            var answer = await connection.ReadFinalAsync();
            Assert.Equal((200, "hello"), (answer!.Status, answer.Text));
        }
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: five\r\n\r\nhello")]
    [InlineData("HTTP/1.1 999999 Odd\r\n\r\n")]
    [InlineData("hello, I am not HTTP\r\n\r\n")]
    [InlineData("\0\0\0\0\0\0\0\0\r\n\r\n")]
    [InlineData("")]
    public async Task AnswerThatIsNotHttp_IsAnError(string sent)
    {
        var sidecar = await CallerAsync("client", sent);

        var answer = await RawClient.RequestAsync(sidecar.HttpPort, "GET", "/v1.0/invoke/orders/method/x");

        ErrorAssert.IsInvokeError(answer, 500, "orders", "error invoking app channel");
    }

    [Theory]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")]
    [InlineData("HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")]
    [InlineData("HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")]
    public async Task InterimAnswers_DoNotReplaceTheFinalOne(string sent)
    {
        var sidecar = await CallerAsync("client", sent);

        var answer = await RawClient.RequestAsync(sidecar.HttpPort, "GET", "/v1.0/invoke/orders/method/x");

        Assert.Equal((200, "ok"), (answer!.Status, answer.Text));
    }

    // D10: no tunnel through invoke, whatever both ends want.
    [Fact]
    public async Task SwitchingProtocols_IsNotATunnel()
    {
        var sidecar = await CallerAsync(
            "client", "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\nfree bytes");

        var answer = await RawClient.RequestAsync(
            sidecar.HttpPort, "GET", "/v1.0/invoke/orders/method/x", "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMA");

        Assert.True(answer is { Status: >= 400 }, answer?.StatusLine);
        Assert.DoesNotContain("free bytes", answer!.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnswerUntilTheConnectionEnds_IsPassedWhole()
    {
        var sidecar = await CallerAsync("client", "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nall of it");

        var answer = await RawClient.RequestAsync(sidecar.HttpPort, "GET", "/v1.0/invoke/orders/method/x");

        Assert.Equal((200, "all of it", true), (answer!.Status, answer.Text, answer.IsComplete));
    }

    // A request whose bytes the app may have acted on is not sent again by itself.
    [Theory]
    [InlineData("POST")]
    [InlineData("PATCH")]
    public async Task AppDiesAfterReadingARequest_ItIsNotRepeated(string verb)
    {
        var client = await CallerAsync("client", "");
        var app = await AppAsync();
        var before = app.Requests;
        app.Answer = exchange =>
        {
            exchange.Reset();
            return Task.CompletedTask;
        };

        var answer = await RawClient.RequestAsync(client.HttpPort, verb, "/v1.0/invoke/orders/method/x", "Content-Length: 0");

        ErrorAssert.IsInvokeError(answer, 500, "orders", "error invoking app channel");
        Assert.Equal(before + 1, app.Requests);
    }

    private async Task<SidecarHandle> CallerAsync(string caller, string appAnswer)
    {
        var app = await AppAsync();
        app.Answer = exchange => exchange.SendAsync(appAnswer);
        var orders = await Mesh.OnceAsync("orders", bed => bed.SidecarAsync(new SidecarSetup("orders") { AppPort = app.Port }));
        return caller == "orders" ? orders : await Mesh.SidecarAsync(caller);
    }

    private Task<RawApp> AppAsync() => Mesh.OnceAsync("app", bed => Task.FromResult(bed.Own(RawApp.Start(bed.NextPort(), ""))));
}
