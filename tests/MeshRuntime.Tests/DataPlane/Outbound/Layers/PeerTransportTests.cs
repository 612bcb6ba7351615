using System.Net;
using System.Text;
using MeshRuntime.Abstractions.Errors;
using MeshRuntime.DataPlane.Calls;
using MeshRuntime.DataPlane.Outbound.Layers;
using MeshRuntime.Tests.Kit;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Endpoint = MeshRuntime.Abstractions.NameResolution.Endpoint;

namespace MeshRuntime.Tests.DataPlane.Outbound.Layers;

public sealed class PeerTransportTests
{
    private readonly FakePeer _peer = new();
    private readonly ManualClock _clock = new();
    private readonly PeerTransport _transport;

    public PeerTransportTests() => _transport = new PeerTransport(new HttpMessageInvoker(_peer), "https://", _clock, NullLoggerFactory.Instance);

    [Fact]
    public async Task Call_GoesToTheChosenEndpointOverHttp2()
    {
        var result = await InvokeAsync(ACall.With("PUT", "/a%20b", query: "?q"));

        Assert.Equal(HttpStatusCode.OK, result.Response?.StatusCode);
        Assert.Equal("PUT https://10.0.0.7:50002/a%20b?q", $"{_peer.Seen?.Method} {_peer.Seen?.RequestUri}");
        Assert.Equal(HttpVersion.Version20, _peer.Seen?.Version);
    }

    [Fact]
    public async Task WhoCalls_IsNotSaid_TheCertificateSaysIt()
    {
        await InvokeAsync(ACall.With(headers: new HeaderDictionary { ["dapr-caller-app-id"] = "admin", ["dapr-app-id"] = "orders" }));

        Assert.Empty(_peer.Seen!.Headers);
    }

    [Theory]
    [InlineData(true, "grpc")]
    [InlineData(false, "grpc-no-verb")]
    public async Task WhatInvokeServiceSaid_IsTold_AndWhatTheAppClaims_IsNot(bool hasVerb, string form)
    {
        var headers = new HeaderDictionary { ["mesh-invoke"] = "forged", ["mesh-type-url"] = "forged" };

        await InvokeAsync(ACall.With(headers: headers));
        Assert.Empty(_peer.Seen!.Headers);

        await InvokeAsync(ACall.With(headers: headers, invoke: new GrpcInvoke(hasVerb, "a/b")));
        Assert.Equal([("mesh-invoke", form), ("mesh-type-url", "a/b")], _peer.Seen!.Headers.Select(header => (header.Key, string.Join(',', header.Value))));
    }

    [Theory]
    [InlineData("denied", 403, CallProgress.Answered)]
    [InlineData("invalid", 500, CallProgress.Answered)]
    [InlineData("unreached", 500, CallProgress.Unreached)]
    [InlineData("broken", 500, CallProgress.Answered)]
    [InlineData("draining", 500, CallProgress.NotSent)]
    [InlineData("something of a later version", 500, CallProgress.Answered)]
    public async Task FailureOfTheCalleesSidecar_IsAnError_NotAnAnswer(string kind, int status, CallProgress progress)
    {
        _peer.Answer = () => new HttpResponseMessage(HttpStatusCode.BadGateway) { Headers = { { "mesh-failure", kind } }, Content = new StringContent("why") };

        var result = await InvokeAsync(ACall.With());

        Assert.Equal(("ERR_DIRECT_INVOKE", status, "why", progress), (result.Error!.Code.Name, result.Error.Code.HttpStatus, result.Error.Message, result.Progress));
    }

    [Fact]
    public async Task SidecarWithoutRoom_HasSeenTheCall_AndAnotherInstanceIsAskedAtOnce()
    {
        _peer.Answer = () => new HttpResponseMessage(HttpStatusCode.BadGateway) { Headers = { { "mesh-failure", "overloaded" } }, Content = new StringContent("full") };

        var result = await InvokeAsync(ACall.With());

        Assert.Equal((MeshErrorCode.Overloaded, "full", CallProgress.Unreached), (result.Error!.Code, result.Error.Message, result.Progress));
    }

    [Fact]
    public async Task ExplanationWithoutEnd_IsCut()
    {
        _peer.Answer = () => new HttpResponseMessage(HttpStatusCode.BadGateway)
        {
            Headers = { { "mesh-failure", "broken" } },
            Content = new StringContent(new string('x', 1_000_000)),
        };

        Assert.Equal(8192, (await InvokeAsync(ACall.With())).Error?.Message.Length);
    }

    [Fact]
    public async Task SidecarThatIsNotThere_HasNotSeenTheCall()
    {
        _peer.Answer = () => throw new HttpRequestException(HttpRequestError.ConnectionError, "refused", new IOException("Connection refused"));

        var result = await InvokeAsync(ACall.With("POST"));

        Assert.Equal(CallProgress.NotSent, result.Progress);
        Assert.Equal("rpc error: code = Unavailable desc = sidecar at 10.0.0.7:50002: Connection refused", result.Error?.Message);
    }

    [Fact]
    public async Task SidecarThatDoesNotAnswerTheConnect_HasNotSeenTheCall()
    {
        // As SocketsHttpHandler does when ConnectTimeout has passed: SendFailureTests provokes it.
        _peer.Answer = () => throw new TaskCanceledException("The operation was canceled.", new TimeoutException("no connection in 5 s"));

        var result = await InvokeAsync(ACall.With("POST"));

        Assert.Equal(CallProgress.NotSent, result.Progress);
        Assert.EndsWith("sidecar at 10.0.0.7:50002: no connection in 5 s", result.Error?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ConnectionThatBreaks_MayHaveCarriedTheCall()
    {
        _peer.Answer = () => throw new HttpRequestException(HttpRequestError.HttpProtocolError, "reset");

        Assert.Equal(CallProgress.MaybeSent, (await InvokeAsync(ACall.With())).Progress);
    }

    // A GET can be made again while nothing of its answer has been passed on; of a POST the caller learns as much as there is.
    [Theory]
    [InlineData("GET", false)]
    [InlineData("DELETE", false)]
    [InlineData("POST", true)]
    public async Task ShortAnswerThatBreaksOff_IsAFailure_IfTheCallMayBeMadeAgain(string method, bool isAnswer)
    {
        var body = new System.IO.Pipelines.Pipe();
        await body.Writer.WriteAsync("ha"u8.ToArray());
        await body.Writer.CompleteAsync(new IOException("the callee died"));
        _peer.Answer = () => new HttpResponseMessage { Content = new StreamContent(body.Reader.AsStream()) };

        var result = await InvokeAsync(ACall.With(method));

        Assert.Equal(isAnswer, result.Response is not null);
        Assert.Equal(isAnswer ? CallProgress.Answered : CallProgress.MaybeSent, result.Progress);
    }

    [Fact]
    public async Task CallerThatIsGone_IsNoFailureOfThePeer()
    {
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();
        _peer.Answer = () => throw new TaskCanceledException();

        Assert.Equal(CallProgress.Abandoned, (await InvokeAsync(ACall.With(aborted: gone.Token))).Progress);
    }

    [Theory]
    [InlineData(413, "stream too large: raise --max-body-size if this is intended", 500, CallProgress.Answered)]
    [InlineData(400, "the request body could not be read: Bad chunk size data.", 400, CallProgress.Answered)]
    public async Task BodyThatTheServerRefuses_IsTheCallersFault(int refusal, string message, int status, CallProgress progress)
    {
        var pipe = new System.IO.Pipelines.Pipe();
        await pipe.Writer.CompleteAsync(new BadHttpRequestException("Bad chunk size data.", refusal));
        var body = new CallBody(pipe.Reader, null);
        _peer.Answer = () => throw new HttpRequestException("Error while copying content to a stream.");
        _peer.ReadsBody = true;

        var result = await InvokeAsync(ACall.With("POST", body: body));

        Assert.Equal((message, status, progress), (result.Error!.Message, result.Error.Code.HttpStatus, result.Progress));
    }

    private ValueTask<CallResult> InvokeAsync(MeshCall call)
    {
        call.Endpoint = new EndpointState(new Endpoint("10.0.0.7", 50002));
        return _transport.InvokeAsync(call);
    }

    private sealed class FakePeer : HttpMessageHandler
    {
        public Func<HttpResponseMessage> Answer { get; set; } = () => new HttpResponseMessage { Content = new ByteArrayContent(Encoding.ASCII.GetBytes("ok")) };

        public bool ReadsBody { get; set; }

        public HttpRequestMessage? Seen { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Seen = request;
            if (ReadsBody)
            {
                await Assert.ThrowsAnyAsync<Exception>(() => request.Content!.CopyToAsync(Stream.Null, cancellationToken));
            }

            return Answer();
        }
    }
}
