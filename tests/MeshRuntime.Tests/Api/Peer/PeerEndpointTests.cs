using System.Net;
using MeshRuntime.Abstractions.Mtls;
using MeshRuntime.Api.Peer;
using MeshRuntime.DataPlane.App;
using MeshRuntime.DataPlane.Calls;
using MeshRuntime.DataPlane.Inbound;
using MeshRuntime.DataPlane.Snapshots;
using MeshRuntime.DataPlane.Telemetry;
using MeshRuntime.Tests.Kit;
using Microsoft.Extensions.Logging.Abstractions;

namespace MeshRuntime.Tests.Api.Peer;

public sealed class PeerEndpointTests : IDisposable
{
    private static readonly WorkloadIdentity Self = new("public", "default", "orders");

    private readonly SnapshotCell _snapshots = new();
    private readonly MemoryApp _app = new();
    private readonly PeerDrain _drain = new(TimeProvider.System);
    private readonly AppChannel _channel;
    private readonly PeerEndpoint _endpoint;

    public PeerEndpointTests()
    {
        _channel = new AppChannel(new AppTarget(AppProtocol.Http, "127.0.0.1", 5001, null, 4096), Self, null, (_, cancellation) => _app.ConnectAsync(cancellation));
        _endpoint = Endpoint(_channel);
    }

    public void Dispose() => _channel.Dispose();

    [Fact]
    public async Task CallOfAPeer_ReachesTheApp_UnderTheNameOfItsCertificate()
    {
        var exchange = await ServeAsync(Request("PUT", "/a%2Fb?q=1", "hello", ("dapr-caller-app-id", "admin")));

        Assert.Equal((200, "ok"), (exchange.StatusCode, exchange.Text()));
        Assert.False(exchange.Response.Headers.ContainsKey("mesh-failure"));
        var request = Assert.Single(_app.Requests);
        Assert.StartsWith("PUT /a/b?q=1 HTTP/1.1\r\n", request, StringComparison.Ordinal);
        Assert.Equal(["checkout"], MemoryApp.HeadersOf(request, "dapr-caller-app-id"));
        Assert.Equal(["10.0.0.7"], MemoryApp.HeadersOf(request, "X-Forwarded-For"));
    }

    [Fact]
    public async Task AppsOwnError_IsAnAnswer_NotAFailureOfOurs()
    {
        _app.Then("HTTP/1.1 502 Bad\r\nmesh-failure: denied\r\nContent-Length: 2\r\n\r\nno");

        var exchange = await ServeAsync(Request());

        Assert.Equal((502, "no"), (exchange.StatusCode, exchange.Text()));
        Assert.False(exchange.Response.Headers.ContainsKey("mesh-failure"));
    }

    [Theory]
    [InlineData("grpc", "5")]
    [InlineData("", "")]
    [InlineData("other", "")]
    public async Task GrpcAnswer_GoesBackToInvokeService_AndToNobodyElse(string form, string status)
    {
        _app.Then("HTTP/1.1 200 OK\r\nmesh-grpc-status: 5\r\nContent-Length: 0\r\n\r\n");

        var exchange = await ServeAsync(Request("GET", "/x", null, form.Length > 0 ? [("mesh-invoke", form), ("mesh-type-url", "a/b")] : []));

        Assert.Equal(status, exchange.Response.Headers["mesh-grpc-status"].ToString());
        Assert.All(["mesh-invoke", "mesh-type-url"], name => Assert.Empty(MemoryApp.HeadersOf(_app.Requests[0], name)));
    }

    [Fact]
    public async Task MessageWithoutVerb_DoesNotReachAnHttpApp()
    {
        var exchange = await ServeAsync(Request("POST", "/x", null, ("mesh-invoke", "grpc-no-verb")));

        Assert.Equal("broken", exchange.Response.Headers["mesh-failure"]);
        Assert.Contains("missing HTTP extension field", exchange.Text(), StringComparison.Ordinal);
        Assert.Empty(_app.Requests);
    }

    [Fact]
    public async Task CallAtASidecarThatGoes_IsRefusedAsUnsent()
    {
        using var patience = new CancellationTokenSource();
        var leaving = _drain.LeaveAsync(patience.Token);
        Assert.Equal(200, (await ServeAsync(Request())).StatusCode);

        await patience.CancelAsync();
        await leaving;

        AssertFailure("draining", "rpc error: code = Unavailable desc = this sidecar of orders is shutting down", await ServeAsync(Request("POST", "/x", "hello")));
        Assert.Single(_app.Requests);
    }

    [Theory]
    [InlineData("GET", "/../x")]
    [InlineData("GET", "/a%00")]
    [InlineData("GET", "*")]
    [InlineData("GET", "/x?a HTTP/1.1")]
    [InlineData("CONNECT", "/x")]
    public async Task RequestThatCannotBePassedOn_IsInvalid(string verb, string target)
    {
        AssertFailure("invalid", "rpc error: code = InvalidArgument desc = invalid method", await ServeAsync(Request(verb, target)));
        Assert.Empty(_app.Requests);
    }

    [Fact]
    public async Task ConnectionThatNobodyVerified_IsNotServed()
    {
        AssertFailure("invalid", "rpc error: code = InvalidArgument desc = invalid method", await ServeAsync(new Exchange("GET", "/x")));
        Assert.Empty(_app.Requests);
    }

    [Fact]
    public async Task DeniedCall_SaysSo()
    {
        _snapshots.Swap(new MeshSnapshot { Access = AccessPlan.Compile(new AccessDescription("deny", [])) });

        AssertFailure(
            "denied",
            "rpc error: code = PermissionDenied desc = access control policy has denied access to id: spiffe://public/ns/default/checkout operation: /x verb: GET",
            await ServeAsync(Request()));
    }

    [Fact]
    public async Task SidecarWithoutApp_HasNotPassedTheCallOn() => AssertFailure(
        "unreached",
        "rpc error: code = Internal desc = app channel is not initialized: the sidecar was started without --app-port",
        await Request().ServedByAsync(Endpoint(app: null).HandleAsync));

    [Fact]
    public async Task AppWithAFullLine_IsNotCalled_AndAnotherInstanceMayBe()
    {
        using var channel = new AppChannel(new AppTarget(AppProtocol.Http, "127.0.0.1", 5001, null, 4096) { MaxConcurrency = 1 }, Self, null, (_, cancellation) => _app.ConnectAsync(cancellation));
        var limit = channel.Client.Limit!;
        using var gone = new CancellationTokenSource();
        var line = Enumerable.Range(0, 1 + limit.MostWaiting).Select(_ => limit.TryTakeAsync(gone.Token).AsTask()).ToArray();

        var exchange = await Request("POST").ServedByAsync(Endpoint(channel).HandleAsync);

        Assert.Equal((502, "overloaded"), (exchange.StatusCode, exchange.Response.Headers["mesh-failure"].ToString()));
        Assert.StartsWith("rpc error: code = ResourceExhausted desc = too many calls wait for the app", exchange.Text(), StringComparison.Ordinal);
        Assert.Empty(_app.Requests);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(line));
    }

    [Fact]
    public async Task AppThatBrokeOff_MayHaveActed()
    {
        _app.Then([null]);

        var exchange = await ServeAsync(Request("POST"));

        Assert.Equal("broken", exchange.Response.Headers["mesh-failure"]);
    }

    [Fact]
    public async Task AppWhoseAnswerCannotBePassedOn_HasActed()
    {
        _app.Then($"HTTP/1.1 200 OK\r\nX: {new string('x', 5000)}\r\nContent-Length: 0\r\n\r\n");

        Assert.Equal("broken", (await ServeAsync(Request())).Response.Headers["mesh-failure"]);
    }

    [Fact]
    public async Task CallerThatIsGone_GetsNoAnswer()
    {
        var exchange = Request();
        exchange.HangUp();

        await ServeAsync(exchange);

        Assert.True(exchange.IsAborted);
    }

    private static void AssertFailure(string kind, string message, Exchange exchange) => Assert.Equal(
        (502, kind, message), (exchange.StatusCode, exchange.Response.Headers["mesh-failure"].ToString(), exchange.Text()));

    private static Exchange Request(string verb = "GET", string target = "/x", string? body = null, params (string, string)[] headers)
    {
        var exchange = new Exchange(verb, target, body, headers);
        exchange.Http.Features.Set(new PeerConnection(
            new WorkloadIdentity("public", "default", "checkout"), new ForwardedBy(IPAddress.Parse("10.0.0.7"), "host-a")));
        return exchange;
    }

    private PeerEndpoint Endpoint(AppChannel? app) =>
        new(Self, new InboundGate(_snapshots, app, new MeshMeters(), NullLoggerFactory.Instance), maxMessageBytes: null, _drain, TimeProvider.System);

    private Task<Exchange> ServeAsync(Exchange exchange) => exchange.ServedByAsync(_endpoint.HandleAsync);
}
