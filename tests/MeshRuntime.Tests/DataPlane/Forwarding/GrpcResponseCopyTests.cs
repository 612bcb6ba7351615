using System.IO.Pipelines;
using System.Net;
using MeshRuntime.DataPlane.Calls;
using MeshRuntime.DataPlane.Forwarding;
using MeshRuntime.Tests.Kit;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace MeshRuntime.Tests.DataPlane.Forwarding;

public sealed class GrpcResponseCopyTests : IHttpResponseTrailersFeature
{
    private readonly Exchange _exchange = new("POST", "/a.B/C");
    private readonly Pipe _app = new();

    public GrpcResponseCopyTests() => _exchange.Http.Features.Set<IHttpResponseTrailersFeature>(this);

    public IHeaderDictionary Trailers { get; set; } = new HeaderDictionary();

    [Fact]
    public async Task HeadMessagesAndTrailers_PassWhole()
    {
        var answer = Answer(("grpc-encoding", "gzip"), ("x-head-bin", "AAEC"), ("mesh-failure", "denied"));
        answer.TrailingHeaders.TryAddWithoutValidation("grpc-status", "10");
        answer.TrailingHeaders.TryAddWithoutValidation("x-tail-bin", ["AA", "BB"]);
        await SendAsync([0, 0, 0, 0, 1, 7]);

        await CopyAsync(answer);

        Assert.Equal("gzip", _exchange.Response.Headers["grpc-encoding"]);
        Assert.Equal("AAEC", _exchange.Response.Headers["x-head-bin"]);
        Assert.False(_exchange.Response.Headers.ContainsKey("mesh-failure"));
        Assert.Equal("\0\0\0\0\u0001\u0007", _exchange.Text());
        Assert.Equal("10", Trailers["grpc-status"]);
        Assert.Equal("AA,BB", string.Join(",", Trailers["x-tail-bin"].ToArray()));
    }

    [Fact]
    public async Task OnceTheAnswerIsThere_TheRequestIsKeptNoLonger()
    {
        await _app.Writer.CompleteAsync();
        var body = ACall.Body("a message");

        await _exchange.ServedByAsync(
            context => GrpcResponseCopy.WriteAsync(Answer(), context, ACall.With("POST", kind: CallKind.Grpc, body: body), null));

        await body.CopyToAsync(Stream.Null);
        Assert.False(body.IsRepeatable);
    }

    [Fact]
    public async Task StatusWithoutMessages_StaysInTheHead()
    {
        await _app.Writer.CompleteAsync();

        await CopyAsync(Answer(("grpc-status", "5"), ("grpc-message", "no such order")));

        Assert.Equal("5", _exchange.Response.Headers["grpc-status"]);
        Assert.Empty(Trailers);
    }

    [Theory]
    [InlineData(200, "text/html", "2")]
    [InlineData(404, "text/plain", "12")]
    [InlineData(503, "application/grpc", "14")]
    public async Task AnswerThatIsNotGrpc_BecomesAStatus(int status, string type, string code)
    {
        var answer = Answer();
        answer.StatusCode = (HttpStatusCode)status;
        answer.Content.Headers.Remove("Content-Type");
        answer.Content.Headers.TryAddWithoutValidation("Content-Type", type);

        await CopyAsync(answer);

        Assert.Equal(200, _exchange.StatusCode);
        Assert.Equal("application/grpc", _exchange.Response.ContentType);
        Assert.Equal(code, _exchange.Response.Headers["grpc-status"]);
        Assert.Equal("", _exchange.Text());
    }

    [Theory]
    [InlineData(2L, "8")]
    [InlineData(3L, "")]
    [InlineData(null, "")]
    public async Task MessageOverTheLimit_IsNotPassedOn(long? limit, string code)
    {
        await SendAsync([0, 0, 0, 0, 3, 1, 2, 3]);

        await CopyAsync(Answer(), limit: limit);

        Assert.Equal(code, _exchange.Response.Headers["grpc-status"].ToString());
        Assert.Equal(code.Length == 0 ? 8 : 0, _exchange.Text().Length);
    }

    [Fact]
    public async Task AnswerThatBreaksOff_IsUnavailable()
    {
        await _app.Writer.CompleteAsync(new IOException("connection reset"));

        await CopyAsync(Answer());

        Assert.Equal("14", _exchange.Response.Headers["grpc-status"]);
        Assert.Equal("the connection to the callee broke: connection reset", _exchange.Response.Headers["grpc-message"]);
    }

    [Fact]
    public async Task Deadline_EndsAnAnswerThatHasBegun()
    {
        var clock = new ManualClock();
        using var deadline = new CallDeadline(TimeSpan.FromSeconds(1), clock, default);
        await _app.Writer.WriteAsync(new byte[] { 0, 0, 0, 0, 0 });
        var copying = GrpcResponseCopy.WriteAsync(Answer(), _exchange.Http, ACall.With("POST", kind: CallKind.Grpc, deadline: deadline), null);
        await Eventually.TrueAsync(() => _exchange.Text().Length == 5);
        _exchange.HasStarted = true;

        clock.Advance(TimeSpan.FromSeconds(1));
        await copying;

        Assert.Equal("4", Trailers["grpc-status"]);
    }

    private HttpResponseMessage Answer(params (string Name, string Value)[] headers)
    {
        var answer = new HttpResponseMessage { Content = new StreamContent(_app.Reader.AsStream()) };
        answer.Content.Headers.TryAddWithoutValidation("Content-Type", "application/grpc+proto");
        foreach (var (name, value) in headers)
        {
            answer.Headers.TryAddWithoutValidation(name, value);
        }

        return answer;
    }

    private async Task SendAsync(byte[] bytes)
    {
        await _app.Writer.WriteAsync(bytes);
        await _app.Writer.CompleteAsync();
    }

    private async Task CopyAsync(HttpResponseMessage answer, long? limit = null) => await _exchange.ServedByAsync(
        context => GrpcResponseCopy.WriteAsync(answer, context, ACall.With("POST", kind: CallKind.Grpc), limit));
}
