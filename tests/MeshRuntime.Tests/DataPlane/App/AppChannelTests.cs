using System.Net;
using System.Net.Sockets;
using MeshRuntime.Abstractions.Mtls;
using MeshRuntime.DataPlane.App;
using MeshRuntime.DataPlane.Calls;
using MeshRuntime.Tests.Kit;
using Microsoft.AspNetCore.Http;

namespace MeshRuntime.Tests.DataPlane.App;

public sealed class AppChannelTests : IDisposable
{
    private static readonly WorkloadIdentity Self = new("public", "default", "orders");

    private readonly MemoryApp _app = new();
    private readonly AppChannel _channel;

    public AppChannelTests() => _channel = Channel((_, cancellation) => _app.ConnectAsync(cancellation));

    public void Dispose() => _channel.Dispose();

    [Fact]
    public async Task Call_ReachesTheAppAsItWasMade()
    {
        var headers = new HeaderDictionary { ["X-Order"] = "7", ["Content-Type"] = "text/plain", ["Accept"] = "a/b" };

        var answer = await AnswerAsync(ACall.With("PUT", "/a%20b/c", ACall.Body("hello"), headers, query: "?q=%2F&q"));

        var request = Assert.Single(_app.Requests);
        Assert.StartsWith("PUT /a%20b/c?q=%2F&q HTTP/1.1\r\n", request, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\nhello", request, StringComparison.Ordinal);
        Assert.Equal(["7"], MemoryApp.HeadersOf(request, "X-Order"));
        Assert.Equal(["text/plain"], MemoryApp.HeadersOf(request, "Content-Type"));
        Assert.Equal(["5"], MemoryApp.HeadersOf(request, "Content-Length"));
        Assert.Equal(["127.0.0.1:5001"], MemoryApp.HeadersOf(request, "Host"));
        Assert.Equal("ok", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task BodyWithoutLength_GoesInChunks()
    {
        await AnswerAsync(ACall.With("POST", body: ACall.Body("hello", hasLength: false)));

        var request = Assert.Single(_app.Requests);
        Assert.Equal(["chunked"], MemoryApp.HeadersOf(request, "Transfer-Encoding"));
        Assert.EndsWith("\r\n\r\n5\r\nhello\r\n0\r\n\r\n", request, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhoCalls_IsSaidByUs_AndForgedOnesAreDropped()
    {
        var headers = new HeaderDictionary
        {
            ["Dapr-Caller-App-Id"] = "admin",
            ["dapr_caller_app_id"] = "admin",
            ["dapr-callee-app-id"] = "admin",
            ["X-Forwarded-For"] = "6.6.6.6",
            ["Forwarded"] = "for=6.6.6.6",
            ["dapr-api-token"] = "the caller's",
        };

        await AnswerAsync(ACall.With(
            headers: headers,
            caller: new WorkloadIdentity("public", "prod", "checkout"),
            forwardedBy: new ForwardedBy(IPAddress.Parse("10.0.0.7"), "host-a")));

        var request = Assert.Single(_app.Requests);
        Assert.Equal(["checkout"], MemoryApp.HeadersOf(request, "dapr-caller-app-id"));
        Assert.Equal(["prod"], MemoryApp.HeadersOf(request, "dapr-caller-namespace"));
        Assert.Equal(["orders"], MemoryApp.HeadersOf(request, "dapr-callee-app-id"));
        Assert.Equal(["10.0.0.7"], MemoryApp.HeadersOf(request, "X-Forwarded-For"));
        Assert.Equal(["10.0.0.7"], MemoryApp.HeadersOf(request, "X-Forwarded-Host"));
        Assert.Equal(["for=10.0.0.7;by=10.0.0.7;host=10.0.0.7"], MemoryApp.HeadersOf(request, "Forwarded"));
        Assert.Equal(["app-secret"], MemoryApp.HeadersOf(request, "dapr-api-token"));
        Assert.DoesNotContain("admin", request, StringComparison.Ordinal);
        Assert.DoesNotContain("6.6.6.6", request, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CallerWithoutIdentity_IsNotNamed()
    {
        await AnswerAsync(ACall.With(headers: new HeaderDictionary { ["dapr-caller-app-id"] = "admin" }));

        Assert.Empty(MemoryApp.HeadersOf(Assert.Single(_app.Requests), "dapr-caller-app-id"));
    }

    [Fact]
    public async Task HeaderOfABody_OnARequestWithoutOne_IsNotLost()
    {
        await AnswerAsync(ACall.With(headers: new HeaderDictionary { ["Content-Type"] = "application/json", ["Content-Language"] = "de" }));

        var request = Assert.Single(_app.Requests);
        Assert.Equal(["application/json"], MemoryApp.HeadersOf(request, "Content-Type"));
        Assert.Equal(["de"], MemoryApp.HeadersOf(request, "Content-Language"));
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PATCH")]
    [InlineData("LOCK")]
    public async Task RequestThatTheAppMayHaveActedOn_IsNotSentAgain(string method)
    {
        // The app has the request and closes without an answer: it crashed, or its server stopped.
        _app.Then(MemoryApp.Ok, null);
        await AnswerAsync(ACall.With());

        var result = await _channel.InvokeAsync(ACall.With(method));

        Assert.Equal(CallProgress.MaybeSent, result.Progress);
        Assert.Equal(2, _app.Requests.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task BodyThatTheAppMayHaveActedOn_IsNotSentAgain(bool hasLength)
    {
        _app.Then(MemoryApp.Ok, null);
        await AnswerAsync(ACall.With());

        var result = await _channel.InvokeAsync(ACall.With("PUT", body: ACall.Body("hello", hasLength)));

        Assert.Equal(CallProgress.MaybeSent, result.Progress);
        Assert.Equal(2, _app.Requests.Count);
    }

    [Fact]
    public async Task AppThatRefusesConnections_HasNotSeenTheCall()
    {
        using var channel = Channel((_, _) => throw new SocketException((int)SocketError.ConnectionRefused));

        var result = await channel.InvokeAsync(ACall.With("POST"));

        Assert.Equal(CallProgress.NotSent, result.Progress);
        Assert.StartsWith("error invoking app channel: cannot connect to the app at 127.0.0.1:5001 (Http): ", result.Error?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnswerThatIsNoHttp_IsAFailure()
    {
        _app.Then("garbage\r\n\r\n");

        var result = await _channel.InvokeAsync(ACall.With("POST"));

        Assert.Equal(CallProgress.MaybeSent, result.Progress);
        Assert.StartsWith("error invoking app channel: the app at 127.0.0.1:5001 broke off: ", result.Error?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HeadersOverTheLimit_AreAFailureThatNamesTheFlag()
    {
        _app.Then($"HTTP/1.1 200 OK\r\nX: {new string('x', 5000)}\r\nContent-Length: 0\r\n\r\n");

        var result = await _channel.InvokeAsync(ACall.With());

        Assert.Equal("error invoking app channel: the app's response headers are larger than --read-buffer-size (4096 bytes)", result.Error?.Message);
    }

    [Fact]
    public async Task SwitchOfProtocols_IsRefused()
    {
        _app.Then("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n");

        var result = await _channel.InvokeAsync(ACall.With());

        Assert.Equal("error invoking app channel: the app switched protocols, which an invocation cannot carry", result.Error?.Message);
    }

    [Fact]
    public async Task EarlyHints_AreSwallowed()
    {
        _app.Then("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + MemoryApp.Ok);

        Assert.Equal(HttpStatusCode.OK, (await AnswerAsync(ACall.With())).StatusCode);
    }

    [Fact]
    public async Task Redirect_IsPassedOn()
    {
        _app.Then("HTTP/1.1 307 Elsewhere\r\nLocation: http://other/\r\nContent-Length: 0\r\n\r\n");

        Assert.Equal(HttpStatusCode.TemporaryRedirect, (await AnswerAsync(ACall.With())).StatusCode);
        Assert.Single(_app.Requests);
    }

    [Fact]
    public async Task CallerThatIsGone_EndsTheCall()
    {
        using var gone = new CancellationTokenSource();
        using var channel = Channel((_, _) => new(new TaskCompletionSource<Stream>().Task));
        var call = channel.InvokeAsync(ACall.With(aborted: gone.Token)).AsTask();

        await gone.CancelAsync();

        Assert.Equal(CallProgress.Abandoned, (await call).Progress);
    }

    [Fact]
    public async Task BodyThatTheCallerBreaksOff_IsNotTheAppsFault()
    {
        var pipe = new System.IO.Pipelines.Pipe();
        await pipe.Writer.WriteAsync("hel"u8.ToArray());
        await pipe.Writer.CompleteAsync(new IOException("reset"));

        var result = await _channel.InvokeAsync(ACall.With("POST", body: new CallBody(pipe.Reader, 5)));

        Assert.Equal(CallProgress.Abandoned, result.Progress);
        Assert.Empty(_app.Requests);
    }

    [Theory]
    [InlineData(AppProtocol.Http, true)]
    [InlineData(AppProtocol.Https, true)]
    [InlineData(AppProtocol.H2c, true)]
    [InlineData(AppProtocol.Grpc, false)]
    [InlineData(AppProtocol.Grpcs, false)]
    public void AppOfGrpc_IsNoHttpApp(AppProtocol protocol, bool isHttp)
    {
        using var channel = new AppChannel(new AppTarget(protocol, "127.0.0.1", 5001, null, 4096), Self, health: null);

        Assert.Equal(isHttp, channel.IsHttp);
    }

    private static AppChannel Channel(Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>> connect) =>
        new(new AppTarget(AppProtocol.Http, "127.0.0.1", 5001, "app-secret", 4096), Self, health: null, connect);

    private async Task<HttpResponseMessage> AnswerAsync(MeshCall call)
    {
        var result = await _channel.InvokeAsync(call);
        Assert.Null(result.Error);
        await result.Response!.Content.LoadIntoBufferAsync();
        return result.Response;
    }
}
