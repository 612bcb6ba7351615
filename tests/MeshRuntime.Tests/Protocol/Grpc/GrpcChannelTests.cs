using System.Net;
using Google.Protobuf.WellKnownTypes;
using MeshRuntime.Protocol.Grpc;
using MeshRuntime.Tests.Kit;

namespace MeshRuntime.Tests.Protocol.Grpc;

public sealed class GrpcChannelTests
{
    private const string Method = "/test.Echo/Run";
    private static readonly StringValue Hello = new() { Value = "hello" };

    private readonly ManualClock _clock = new();

    [Fact]
    public async Task Request_SaysWhatTheProtocolAsks()
    {
        HttpRequestMessage? sent = null;
        byte[] body = [];
        var channel = Channel(async (request, cancellation) =>
        {
            sent = request;
            body = await request.Content!.ReadAsByteArrayAsync(cancellation);
            return Answer([Hello], 0);
        });
        await channel.UnaryAsync(
            Method,
            Hello,
            StringValue.Parser,
            new GrpcCallOptions { Timeout = TimeSpan.FromSeconds(2), Metadata = new GrpcMetadata { { "x-a", "1" }, { "x-bin", new byte[] { 1 } } } },
            CancellationToken.None);
        Assert.Equal("http://callee:50001/test.Echo/Run", sent!.RequestUri!.AbsoluteUri);
        Assert.Equal((HttpMethod.Post, HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact), (sent.Method, sent.Version, sent.VersionPolicy));
        Assert.Equal("application/grpc", sent.Content!.Headers.NonValidated["content-type"].ToString());
        Assert.Equal("trailers", sent.Headers.NonValidated["te"].ToString());
        Assert.Equal("2000000u", sent.Headers.NonValidated["grpc-timeout"].ToString());
        Assert.Equal("identity,gzip", sent.Headers.NonValidated["grpc-accept-encoding"].ToString());
        Assert.Matches("^meshruntime/[0-9.]+ grpc$", sent.Headers.NonValidated["user-agent"].ToString());
        Assert.Equal("1", sent.Headers.NonValidated["x-a"].ToString());
        Assert.Equal("AQ", sent.Headers.NonValidated["x-bin"].ToString());
        Assert.False(sent.Headers.NonValidated.Contains("grpc-encoding"));
        Assert.Equal(Frames.Of(Hello), body);
    }

    [Fact]
    public async Task Answer_HasMessageStatusHeadersAndTrailers()
    {
        var answer = Answer([Hello], 0);
        answer.Headers.Add("x-header", "h");
        answer.TrailingHeaders.Add("x-trailer-bin", "Aw==");
        var reply = await UnaryAsync(answer);
        Assert.Equal(Hello, reply.Message);
        Assert.Equal(GrpcStatus.Ok, reply.Status);
        Assert.Equal("h", reply.Headers["x-header"]);
        Assert.Equal([3], reply.Trailers.BytesOf("x-trailer-bin")!.Value.ToArray());
    }

    [Fact]
    public async Task Failure_HasItsMessageAndDetails()
    {
        var answer = Answer([], 5);
        answer.TrailingHeaders.Add("grpc-message", "no %C3%B6");
        answer.TrailingHeaders.Add("grpc-status-details-bin", "AQI");
        Assert.Equal(new GrpcStatus(GrpcCode.NotFound, "no ö") { Details = new byte[] { 1, 2 } }, (await UnaryAsync(answer)).Status);
    }

    [Fact]
    public async Task TrailersOnly_IsReadFromTheHeaders()
    {
        var answer = Answer([], null);
        answer.Headers.Add("grpc-status", "7");
        answer.Headers.Add("x-why", "policy");
        var reply = await UnaryAsync(answer);
        Assert.Equal(GrpcCode.PermissionDenied, reply.Status.Code);
        Assert.Equal("policy", reply.Trailers["x-why"]);
        Assert.Empty(reply.Headers);
    }

    [Theory]
    [InlineData(400, GrpcCode.Internal)]
    [InlineData(401, GrpcCode.Unauthenticated)]
    [InlineData(403, GrpcCode.PermissionDenied)]
    [InlineData(404, GrpcCode.Unimplemented)]
    [InlineData(429, GrpcCode.Unavailable)]
    [InlineData(502, GrpcCode.Unavailable)]
    [InlineData(503, GrpcCode.Unavailable)]
    [InlineData(504, GrpcCode.Unavailable)]
    [InlineData(500, GrpcCode.Unknown)]
    [InlineData(302, GrpcCode.Unknown)]
    [InlineData(200, GrpcCode.Unknown)]
    public async Task AnswerWithoutAGrpcStatus_IsMappedFromHttp(int http, GrpcCode code)
    {
        var reply = await UnaryAsync(new HttpResponseMessage((HttpStatusCode)http) { Content = new StringContent("<html>") });
        Assert.Equal(code, reply.Status.Code);
        Assert.Contains($"{http}", reply.Status.Message);
        Assert.Contains("text/plain", reply.Status.Message);
    }

    [Fact]
    public async Task GrpcStatusOfAnErrorInHttp_Counts()
    {
        var answer = Answer([], null);
        answer.StatusCode = HttpStatusCode.ServiceUnavailable;
        answer.Headers.Add("grpc-status", "16");
        Assert.Equal(GrpcCode.Unauthenticated, (await UnaryAsync(answer)).Status.Code);
    }

    [Fact]
    public async Task NoStatusAtTheEnd_IsUnknown()
    {
        var reply = await UnaryAsync(Answer([Hello], null));
        Assert.Equal(GrpcCode.Unknown, reply.Status.Code);
        Assert.Null(reply.Message);
    }

    [Theory]
    [InlineData("17")]
    [InlineData("-1")]
    [InlineData("ok")]
    [InlineData("99999999999")]
    public async Task StatusThatDoesNotExist_IsUnknown(string status)
    {
        var answer = Answer([], null);
        answer.Headers.Add("grpc-status", status);
        var reply = await UnaryAsync(answer);
        Assert.Equal(GrpcCode.Unknown, reply.Status.Code);
        Assert.Contains($"\"{status}\"", reply.Status.Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task WrongNumberOfAnswers_IsUnimplemented(int count)
    {
        var reply = await UnaryAsync(Answer([.. Enumerable.Repeat(Hello, count)], 0));
        Assert.Equal(GrpcCode.Unimplemented, reply.Status.Code);
        Assert.Null(reply.Message);
    }

    [Theory]
    [InlineData(0x7, GrpcCode.Unavailable)]
    [InlineData(0x8, GrpcCode.Cancelled)]
    [InlineData(0xb, GrpcCode.ResourceExhausted)]
    [InlineData(0xc, GrpcCode.PermissionDenied)]
    [InlineData(0x0, GrpcCode.Internal)]
    [InlineData(0x2, GrpcCode.Internal)]
    public async Task Reset_IsMappedByItsCode(long http2Error, GrpcCode code)
    {
        var channel = Channel((_, _) => throw new HttpRequestException("sending", new HttpProtocolException(http2Error, "reset", null)));
        Assert.Equal(code, (await UnaryAsync(channel)).Status.Code);
    }

    [Fact]
    public async Task Unreachable_IsUnavailable()
    {
        var channel = Channel((_, _) => throw new HttpRequestException(HttpRequestError.ConnectionError, "refused"));
        var reply = await UnaryAsync(channel);
        Assert.Equal(GrpcCode.Unavailable, reply.Status.Code);
        Assert.Contains("cannot be reached", reply.Status.Message);
    }

    [Fact]
    public async Task MessageOverTheSendLimit_IsNotSent()
    {
        var reply = await UnaryAsync(Channel((_, _) => throw new InvalidOperationException("not to be reached")), new string('x', 200));
        Assert.Equal(GrpcCode.ResourceExhausted, reply.Status.Code);
    }

    [Fact]
    public async Task AnswerOverTheReceiveLimit_IsResourceExhausted() =>
        Assert.Equal(GrpcCode.ResourceExhausted, (await UnaryAsync(Answer([new StringValue { Value = new string('x', 200) }], 0))).Status.Code);

    [Fact]
    public async Task Deadline_EndsACallThatGetsNoAnswer()
    {
        var reply = Channel(NeverAsync).UnaryAsync(
            Method, Hello, StringValue.Parser, new GrpcCallOptions { Timeout = TimeSpan.FromSeconds(1) }, CancellationToken.None).AsTask();
        Assert.False(reply.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(GrpcCode.DeadlineExceeded, (await reply).Status.Code);
    }

    [Fact]
    public async Task DeadlineThatHasPassed_IsNotSent()
    {
        var channel = Channel((_, cancellation) =>
        {
            cancellation.ThrowIfCancellationRequested();
            return Task.FromResult(Answer([Hello], 0));
        });
        var reply = await channel.UnaryAsync(
            Method, Hello, StringValue.Parser, new GrpcCallOptions { Timeout = TimeSpan.FromSeconds(-1) }, CancellationToken.None);
        Assert.Equal(GrpcCode.DeadlineExceeded, reply.Status.Code);
    }

    [Fact]
    public async Task Cancel_IsCancelledAlsoBesideADeadline()
    {
        using var cancellation = new CancellationTokenSource();
        var reply = Channel(NeverAsync).UnaryAsync(
            Method, Hello, StringValue.Parser, new GrpcCallOptions { Timeout = TimeSpan.FromSeconds(1) }, cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        Assert.Equal(GrpcCode.Cancelled, (await reply).Status.Code);
    }

    [Fact]
    public async Task WriteToACallThatFailed_IsFalseAndTheStatusIsThere()
    {
        await using var call = Channel((_, _) => throw new HttpRequestException("refused")).Open(Method, GrpcCallOptions.None, CancellationToken.None);
        Assert.False(await call.WriteAsync(Hello));
        Assert.Null(await call.ReadAsync(StringValue.Parser));
        Assert.Equal(GrpcCode.Unavailable, call.Status!.Code);
    }

    [Theory]
    [InlineData("//elsewhere/x")]
    [InlineData("http://elsewhere/x")]
    [InlineData("/a/b?c")]
    public async Task MethodThatIsNoPath_IsRefused(string method) =>
        await Assert.ThrowsAsync<ArgumentException>(() => Channel(NeverAsync)
            .UnaryAsync(method, Hello, StringValue.Parser, GrpcCallOptions.None, CancellationToken.None).AsTask());

    private static async Task<HttpResponseMessage> NeverAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        await Task.Delay(Timeout.Infinite, cancellation);
        throw new InvalidOperationException("not to be reached");
    }

    private static HttpResponseMessage Answer(StringValue[] messages, int? status)
    {
        var answer = new HttpResponseMessage { Content = new ByteArrayContent([.. messages.SelectMany(Frames.Of)]) };
        answer.Content.Headers.TryAddWithoutValidation("content-type", "application/grpc+proto");
        if (status is not null)
        {
            answer.TrailingHeaders.Add("grpc-status", $"{status}");
        }

        return answer;
    }

    private GrpcChannel Channel(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> send) =>
        new(new HttpMessageInvoker(new FakeHandler(send)), new Uri("http://callee:50001"), new GrpcChannelOptions { MaxReceiveBytes = 100, MaxSendBytes = 100, Clock = _clock });

    private ValueTask<GrpcReply<StringValue>> UnaryAsync(HttpResponseMessage answer) => UnaryAsync(Channel((_, _) => Task.FromResult(answer)));

    private static ValueTask<GrpcReply<StringValue>> UnaryAsync(GrpcChannel channel, string text = "hello") =>
        channel.UnaryAsync(Method, new StringValue { Value = text }, StringValue.Parser, GrpcCallOptions.None, CancellationToken.None);

    private sealed class FakeHandler(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> send) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => send(request, cancellationToken);
    }
}
