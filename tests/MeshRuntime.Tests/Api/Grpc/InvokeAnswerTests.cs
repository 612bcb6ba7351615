using System.Net;
using System.Text;
using MeshRuntime.DataPlane.Calls;
using MeshRuntime.Protocol.Grpc;
using MeshRuntime.Protocol.Protos.Common;
using MeshRuntime.Protocol.Protos.Runtime;
using MeshRuntime.Tests.Protocol.Grpc;
using Verb = MeshRuntime.Protocol.Protos.Common.HTTPExtension.Types.Verb;

namespace MeshRuntime.Tests.Api.Grpc;

public sealed class InvokeAnswerTests : IDisposable
{
    private const int MaxBodyBytes = 1000;

    private readonly GrpcPort _port = new(maxBodyBytes: MaxBodyBytes);

    public void Dispose() => _port.Dispose();

    [Theory]
    [InlineData(200)]
    [InlineData(201)]
    [InlineData(204)]
    public async Task SuccessOfAnHttpApp_IsAMessage(int status)
    {
        var (exchange, answer) = await AnsweredAsync(Http(status, "done"));

        Assert.Equal(("done", "text/plain; charset=utf-8", ""), (answer!.Data.Value.ToStringUtf8(), answer.ContentType, answer.Data.TypeUrl));
        Assert.Equal((GrpcCode.Ok, $"{status}"), (exchange.Code, exchange.Headers["dapr-http-status"].ToString()));
    }

    [Theory]
    [InlineData(302, GrpcCode.Unknown, "Found")]
    [InlineData(404, GrpcCode.NotFound, "Not Found")]
    [InlineData(503, GrpcCode.Unavailable, "Service Unavailable")]
    public async Task OtherStatusOfAnHttpApp_IsAStatus(int status, GrpcCode code, string text)
    {
        var (exchange, _) = await AnsweredAsync(Http(status, new string('x', 100)));

        Assert.Equal((code, text), (exchange.Code, exchange.Message));
        Assert.Equal($"{status}", exchange.Headers["dapr-http-status"]);
        var info = GrpcPort.InfoOf(exchange);
        Assert.Equal((text, "dapr.io", $"{status}", new string('x', 63)), (info.Reason, info.Domain, info.Metadata["http.code"], info.Metadata["http.error_message"]));
    }

    [Fact]
    public async Task HeadersOfAnHttpApp_AreMetadata_StandardOnesWithAPrefix()
    {
        var app = Http(200, "x");
        app.Headers.TryAddWithoutValidation("Cache-Control", "no-store");
        app.Headers.TryAddWithoutValidation("X-Custom", ["one", "two"]);
        app.Headers.TryAddWithoutValidation("X-Letters", "ö");
        app.Headers.TryAddWithoutValidation("x-bytes-bin", "AAAA");
        app.Headers.TryAddWithoutValidation("grpc-status", "5");
        app.Headers.TryAddWithoutValidation("mesh-type-url", "forged");

        var (exchange, _) = await AnsweredAsync(app);

        Assert.Equal("no-store", exchange.Headers["dapr-cache-control"]);
        Assert.Equal("text/plain; charset=utf-8", exchange.Headers["dapr-content-type"]);
        Assert.Equal("one,two", exchange.Headers["x-custom"].ToString());
        Assert.Equal("application/grpc", exchange.Headers.ContentType);
        Assert.All(["x-letters", "x-bytes-bin", "cache-control", "mesh-type-url", "grpc-status"], name => Assert.False(exchange.Headers.ContainsKey(name)));
    }

    [Fact]
    public async Task StatusOfAGrpcApp_IsTheCallers_ToTheLastByte()
    {
        var status = new GrpcStatus(GrpcCode.FailedPrecondition, "no ö\n") { Details = new byte[] { 0, 1, 255 } };

        var (exchange, _) = await AnsweredAsync(Grpc(new GrpcAnswer(status, "")));

        Assert.Equal((GrpcCode.FailedPrecondition, "no ö\n", "AAH/"), (exchange.Code, exchange.Message, exchange.Headers["grpc-status-details-bin"].ToString()));
        Assert.False(exchange.Headers.ContainsKey("dapr-http-status"));
    }

    [Fact]
    public async Task MessageOfAGrpcApp_KeepsItsType_AndItsHeadersTheirNames()
    {
        var app = Grpc(new GrpcAnswer(GrpcStatus.Ok, "type.googleapis.com/shop.Order"));
        app.Headers.TryAddWithoutValidation("x-custom", "one");

        var (exchange, answer) = await AnsweredAsync(app);

        Assert.Equal(("body", "type.googleapis.com/shop.Order"), (answer!.Data.Value.ToStringUtf8(), answer.Data.TypeUrl));
        Assert.Equal("one", exchange.Headers["x-custom"]);
        Assert.False(exchange.Headers.ContainsKey("dapr-content-type"));
    }

    [Theory]
    [InlineData(MaxBodyBytes - 1, true)]
    [InlineData(MaxBodyBytes, true)]
    [InlineData(MaxBodyBytes + 1, false)]
    public async Task Answer_HasALimit_WithAndWithoutALength(int length, bool fits)
    {
        foreach (var content in new HttpContent[] { new ByteArrayContent(new byte[length]), new StreamContent(new Unseekable(length)) })
        {
            var (exchange, answer) = await AnsweredAsync(new HttpResponseMessage { Content = content });

            Assert.Equal(fits ? GrpcCode.Ok : GrpcCode.Internal, exchange.Code);
            Assert.Equal(fits ? length : null, answer?.Data.Value.Length);
            Assert.Equal(!fits, exchange.Message.Contains("--max-body-size", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task AnswerThatBreaksOff_IsAFailure_NotAShortAnswer()
    {
        var (exchange, _) = await AnsweredAsync(new HttpResponseMessage { Content = new StreamContent(new Unseekable(10, breaks: true)) });

        Assert.Equal((GrpcCode.Internal, true), (exchange.Code, exchange.Message.Contains("broke off", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task CallerThatLeft_IsCancelled()
    {
        _port.Peer.Result = () => CallResult.Failed(MeshRuntime.Abstractions.Errors.MeshErrorCode.DirectInvoke, "context canceled", CallProgress.Abandoned);

        Assert.Equal(GrpcCode.Cancelled, (await InvokeAsync()).Code);
    }

    private static HttpResponseMessage Http(int status, string body) => new((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, "text/plain") };

    private static HttpResponseMessage Grpc(GrpcAnswer answer)
    {
        var response = Http(200, "body");
        answer.WriteTo(response.Headers);
        return response;
    }

    private async Task<(ServerExchange Exchange, InvokeResponse? Answer)> AnsweredAsync(HttpResponseMessage answer)
    {
        _port.Peer.Result = () => CallResult.Answered(answer);
        var exchange = await InvokeAsync();
        Assert.Empty(_port.Faults);
        return (exchange, await exchange.ReadAsync(InvokeResponse.Parser));
    }

    private Task<ServerExchange> InvokeAsync() => _port.CallAsync(
        GrpcPort.Dapr + "InvokeService",
        new InvokeServiceRequest { Id = "orders", Message = new InvokeRequest { Method = "new", HttpExtension = new HTTPExtension { Verb = Verb.Get } } });

    /// <summary>A body that tells no length.</summary>
    private sealed class Unseekable(int length, bool breaks = false) : MemoryStream(new byte[length])
    {
        public override bool CanSeek => false;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await base.ReadAsync(buffer[..Math.Min(buffer.Length, 7)], cancellationToken);
            return read > 0 || !breaks ? read : throw new IOException("gone");
        }
    }
}
