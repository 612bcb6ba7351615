using System.Text;
using MeshRuntime.Abstractions.Errors;
using MeshRuntime.Abstractions.Mtls;
using MeshRuntime.Api.Http;
using MeshRuntime.DataPlane.App;
using MeshRuntime.DataPlane.Calls;
using MeshRuntime.DataPlane.Outbound;
using MeshRuntime.DataPlane.Outbound.Layers;
using MeshRuntime.DataPlane.Snapshots;
using MeshRuntime.Tests.Kit;

namespace MeshRuntime.Tests.Api.Http;

public sealed class InvokeEndpointTests : IDisposable
{
    private static readonly WorkloadIdentity Self = new("public", "default", "checkout");

    private readonly RecordingLayer _peer = new();
    private readonly MemoryApp _app = new();
    private readonly AppChannel _channel;
    private readonly ServiceTable _services;
    private readonly InvokeEndpoint _endpoint;

    public InvokeEndpointTests()
    {
        _services = new ServiceTable((name, wanted) => new Service(name, new MemoryStream(), wanted, _ => _peer));
        _channel = new AppChannel(new AppTarget(AppProtocol.Http, "127.0.0.1", 5001, null, 4096), Self, null, (_, cancellation) => _app.ConnectAsync(cancellation));
        _endpoint = new InvokeEndpoint(Self, new Invoker(Self, new SnapshotCell(), _services, _channel));
    }

    public void Dispose()
    {
        _services.Dispose();
        _channel.Dispose();
    }

    [Theory]
    [InlineData("/v1.0/invoke/orders/method/new", "orders.default", "/new", "")]
    [InlineData("/v1.0/invoke/orders/method/a/b?c=%20", "orders.default", "/a/b", "?c=%20")]
    [InlineData("/v1.0/invoke/orders.prod/method/new", "orders.prod", "/new", "")]
    [InlineData("/v1.0/invoke/orders/method/", "orders.default", "/", "")]
    [InlineData("/v1.0/invoke/orders/method//new", "orders.default", "/new", "")]
    [InlineData("/v1.0/invoke//orders/method/new", "orders.default", "/new", "")]
    [InlineData("/v1.0/invoke/%6frders/method/new", "orders.default", "/new", "")]
    [InlineData("/v1.0/invoke/orders/method/a/method/b", "orders.default", "/a/method/b", "")]
    [InlineData("/v1.0/invoke/orders/method/a%2Fb", "orders.default", "/a/b", "")]
    public async Task PathForm_NamesTargetAndMethod(string target, string service, string path, string query)
    {
        await ServeAsync(new Exchange("GET", target));

        Assert.Equal((service, path, query), (_peer.Call!.Service.ToString(), _peer.Call.Path.Text, _peer.Call.Query));
    }

    [Theory]
    [InlineData("/new", "/new")]
    [InlineData("/v1.0/invoke/billing/method/x", "/v1.0/invoke/billing/method/x")]
    public async Task HeaderForm_TakesTheWholePath(string target, string path)
    {
        await ServeAsync(new Exchange("POST", target, "body", ("dapr-app-id", "orders")));

        Assert.Equal(("orders.default", path), (_peer.Call!.Service.ToString(), _peer.Call.Path.Text));
    }

    [Theory]
    [InlineData("dapr-app-id:orders")]
    [InlineData("DAPR-APP-ID:orders")]
    public async Task BasicForm_NamesTheTarget_AndDoesNotGoFurther(string pair)
    {
        await ServeAsync(new Exchange("GET", "/new", null, ("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)))));

        Assert.Equal("orders.default", _peer.Call?.Service.ToString());
        Assert.False(_peer.Call!.Headers.ContainsKey("Authorization"));
    }

    [Theory]
    [InlineData("Basic dXNlcjpwYXNz")] // user:pass
    [InlineData("Basic ZGFwci1hcHAtaWQ6b3JkZXJzOng=")] // dapr-app-id:orders:x
    [InlineData("Basic !")]
    [InlineData("Bearer x")]
    public async Task OtherAuthorization_NamesNobody_AndIsKept(string value)
    {
        var exchange = await ServeAsync(new Exchange("GET", "/v1.0/invoke/orders/method/x", null, ("Authorization", value)));

        Assert.Equal(200, exchange.StatusCode);
        Assert.Equal(value, _peer.Call?.Headers.Authorization);
    }

    [Theory]
    [InlineData("/new")]
    [InlineData("/v1.0/invoke/orders")]
    [InlineData("/v1.0/invoke/orders/method")]
    [InlineData("/v1.0/invoke//method/x")]
    [InlineData("/v1.0/invoke/")]
    public async Task RequestWithoutTarget_IsNotFound(string target) => await AssertErrorAsync(
        new Exchange("GET", target), 404, "ERR_DIRECT_INVOKE", "failed getting app id either from the URL path or the header dapr-app-id");

    [Theory]
    [InlineData("*")]
    [InlineData("http://evil/x")]
    [InlineData("/v1.0/invoke/orders/method/a#b")]
    [InlineData("/v1.0/invoke/orders/method/a?b c")]
    public async Task TargetThatIsNoPath_IsRefused(string target) => await AssertErrorAsync(
        new Exchange("GET", target),
        400,
        "ERR_BAD_REQUEST",
        "invalid request: the request target must be a path that starts with /, in printable ASCII and without a fragment");

    [Theory]
    [InlineData("/v1.0/invoke/a.b.c/method/x", "a.b.c")]
    [InlineData("/v1.0/invoke/orders%2Fmethod%2Fadmin/method/public", "orders/method/admin")]
    public async Task TargetThatIsNoName_IsRefused(string target, string id) => await AssertErrorAsync(
        new Exchange("GET", target),
        500,
        "ERR_DIRECT_INVOKE",
        $"failed to invoke, id: {id}, err: invalid app id \\\"{id}\\\": write app-id or app-id.namespace");

    [Theory]
    [InlineData("/v1.0/invoke/http%3A%2F%2F169.254.169.254/method/latest", "http://169.254.169.254")]
    [InlineData("/v1.0/invoke/https://x/method/latest", "https://x")]
    public async Task Address_IsNotCalled(string target, string id) => await AssertErrorAsync(
        new Exchange("GET", target),
        403,
        "ERR_DIRECT_INVOKE",
        $"failed to invoke, id: {id}, err: calls to a URL are refused; only names of services can be called");

    [Theory]
    [InlineData("a%00", 500, "ERR_DIRECT_INVOKE", "it contains a control character, # or ?")]
    [InlineData("a%0d%0a", 500, "ERR_DIRECT_INVOKE", "it contains a control character, # or ?")]
    [InlineData("a%23b", 500, "ERR_DIRECT_INVOKE", "it contains a control character, # or ?")]
    [InlineData("a%3fb", 500, "ERR_DIRECT_INVOKE", "it contains a control character, # or ?")]
    [InlineData("../x", 400, "ERR_BAD_REQUEST", ".. leads above the root")]
    [InlineData("a%2f..%2F..%2fx", 400, "ERR_BAD_REQUEST", ".. leads above the root")]
    [InlineData("a%zz", 400, "ERR_BAD_REQUEST", "it is not well-formed percent-encoded UTF-8")]
    [InlineData("%c0%ae", 400, "ERR_BAD_REQUEST", "it is not well-formed percent-encoded UTF-8")]
    public async Task PathThatIsRefused_SaysWhy(string path, int status, string code, string reason) => await AssertErrorAsync(
        new Exchange("GET", "/v1.0/invoke/orders/method/" + path),
        status,
        code,
        $"failed to invoke, id: orders, err: rpc error: code = InvalidArgument desc = invalid method: {reason}");

    [Fact]
    public async Task Connect_IsRefused()
    {
        await AssertErrorAsync(
            new Exchange("CONNECT", "/v1.0/invoke/orders/method/x"), 500, "ERR_DIRECT_INVOKE", "failed to invoke, id: orders, err: invalid HTTP verb: CONNECT");
        Assert.Null(_peer.Call);
    }

    [Fact]
    public async Task Failure_NamesTheTargetAsItWasWritten()
    {
        _peer.Result = _ => CallResult.Failed(MeshErrorCode.Denied, "rpc error: <b>\"no\"</b>", CallProgress.Answered);

        await AssertErrorAsync(
            new Exchange("GET", "/v1.0/invoke/orders.prod/method/x"),
            403,
            "ERR_DIRECT_INVOKE",
            "failed to invoke, id: orders.prod, err: rpc error: <b>\\\"no\\\"</b>");
    }

    [Fact]
    public async Task Answer_IsTheApps()
    {
        var exchange = await ServeAsync(new Exchange("POST", "/v1.0/invoke/checkout/method/x", "hello"));

        Assert.Equal((200, "ok"), (exchange.StatusCode, exchange.Text()));
        Assert.EndsWith("\r\n\r\nhello", Assert.Single(_app.Requests), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_SaysWhoCalls_WhatVerbAndWhichBody()
    {
        await ServeAsync(new Exchange("PROPFIND", "/v1.0/invoke/orders/method/x", "hello"));

        Assert.Equal((Self, "PROPFIND", 5L), (_peer.Call!.Caller, _peer.Call.Method.Method, _peer.Call.Body?.Headers.ContentLength));

        await ServeAsync(new Exchange("GET", "/v1.0/invoke/orders/method/x"));
        Assert.Null(_peer.Call.Body);
    }

    [Fact]
    public async Task CallerThatIsGone_IsCutOff_AndCountsAsGone()
    {
        _peer.Result = _ => CallResult.Failed(MeshErrorCode.DirectInvoke, "context canceled", CallProgress.Abandoned);

        var exchange = await ServeAsync(new Exchange("GET", "/v1.0/invoke/orders/method/x"));

        Assert.True(exchange.IsAborted);
        Assert.Equal(499, exchange.StatusCode);
        Assert.Equal("", exchange.Text());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task BodyThatIsStillBeingSent_IsEndedBeforeTheRequestEnds(bool breaks)
    {
        // The server uses the request's objects again afterwards: nothing may still read from it.
        var exchange = new Exchange("POST", "/v1.0/invoke/orders/method/x") { CanHaveBody = true };
        exchange.Http.Request.Body = new SilentStream();
        Task? sending = null;
        _peer.Result = call =>
        {
            sending = call.Body!.CopyToAsync(Stream.Null);
            return breaks ? throw new InvalidOperationException("a fault of ours") : CallResult.Answered(new HttpResponseMessage { Content = new ByteArrayContent([]) });
        };

        var served = exchange.ServedByAsync(_endpoint.HandleAsync);
        var fault = await Record.ExceptionAsync(() => served);

        Assert.Equal(breaks, fault is InvalidOperationException);

        // What has ended already is told to whoever awaits it a moment later.
        Assert.NotNull(await Record.ExceptionAsync(() => sending!.WaitAsync(TimeSpan.FromSeconds(30))));
        Assert.True(sending!.IsCompleted, "the body was still being sent when the request ended");
    }

    private async Task AssertErrorAsync(Exchange exchange, int status, string code, string message)
    {
        await ServeAsync(exchange);

        Assert.Equal((status, $"{{\"errorCode\":\"{code}\",\"message\":\"{message}\"}}"), (exchange.StatusCode, exchange.Text()));
        Assert.Equal("application/json", exchange.Response.ContentType);
        Assert.Equal(exchange.Text().Length, exchange.Response.ContentLength);
    }

    private Task<Exchange> ServeAsync(Exchange exchange) => exchange.ServedByAsync(_endpoint.HandleAsync);

    private sealed class RecordingLayer : CallLayer
    {
        public MeshCall? Call { get; private set; }

        public Func<MeshCall, CallResult> Result { get; set; } = _ => CallResult.Answered(new HttpResponseMessage { Content = new ByteArrayContent([]) });

        public override ValueTask<CallResult> InvokeAsync(MeshCall call)
        {
            Call = call;
            return new(Result(call));
        }
    }

    private sealed class SilentStream : MemoryStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return 0;
        }
    }
}
