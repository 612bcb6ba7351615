using System.Net;
using System.Text;
using MeshRuntime.DataPlane.Forwarding;
using MeshRuntime.Tests.Kit;
using Microsoft.AspNetCore.Http.Features;

namespace MeshRuntime.Tests.DataPlane.Forwarding;

public sealed class ResponseCopyTests
{
    [Fact]
    public async Task Answer_IsPassedOn()
    {
        var exchange = await CopyAsync(Answer(404, "nothing", ("X-Order", "7"), ("Content-Type", "text/plain")));

        Assert.Equal(404, exchange.StatusCode);
        Assert.Equal("nothing", exchange.Text());
        Assert.Equal(7, exchange.Response.ContentLength);
        Assert.Equal("7", exchange.Response.Headers["X-Order"]);
        Assert.Equal("text/plain", exchange.Response.ContentType);
        Assert.False(exchange.IsAborted);
    }

    [Fact]
    public async Task Cookies_StaySeparate()
    {
        var exchange = await CopyAsync(Answer(200, "", ("Set-Cookie", "a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT"), ("Set-Cookie", "b=2")));

        Assert.Equal("a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT|b=2", string.Join('|', exchange.Response.Headers.SetCookie.ToArray()));
    }

    [Fact]
    public async Task WhatEndsHere_IsNotPassedOn()
    {
        var exchange = await CopyAsync(Answer(
            200, "", ("Connection", "X-Hop, close"), ("X-Hop", "1"), ("Keep-Alive", "5"), ("Upgrade", "h2c"), ("mesh-failure", "denied"), ("a-bin", "x"), ("X-Kept", "1")));

        Assert.Equal(["Content-Length", "X-Kept"], exchange.Response.Headers.Select(header => header.Key).Order());
    }

    [Fact]
    public async Task HeaderWithAControlCharacter_IsDropped_AndTheOthersStay()
    {
        var exchange = await CopyAsync(Answer(200, "", ("X-Bad", "a\u0001b"), ("X-Good", "1")));

        Assert.False(exchange.Response.Headers.ContainsKey("X-Bad"));
        Assert.Equal("1", exchange.Response.Headers["X-Good"]);
    }

    [Fact]
    public async Task Head_KeepsTheLength_AndHasNoBody()
    {
        var answer = Answer(200, "hello");

        var exchange = await CopyAsync(answer, "HEAD");

        Assert.Equal(5, exchange.Response.ContentLength);
        Assert.Equal("", exchange.Text());
    }

    [Theory]
    [InlineData(204, null)]
    [InlineData(205, null)]
    [InlineData(304, 5L)]
    public async Task StatusWithoutBody_HasNone(int status, long? length)
    {
        var exchange = await CopyAsync(Answer(status, "hello"));

        Assert.Equal(status, exchange.StatusCode);
        Assert.Equal(length, exchange.Response.ContentLength);
        Assert.Equal("", exchange.Text());
    }

    [Fact]
    public async Task LengthBesideChunks_IsNotBelieved()
    {
        // RFC 9112 6.3: the chunks count. The client below reads by them, and leaves the length in the headers.
        var answer = Answer(200, "longer than declared");
        answer.Content.Headers.ContentLength = 5;
        answer.Headers.TransferEncodingChunked = true;

        var exchange = await CopyAsync(answer);

        Assert.Null(exchange.Response.ContentLength);
        Assert.Equal("longer than declared", exchange.Text());
        Assert.False(exchange.IsAborted);
    }

    [Fact]
    public async Task BodyThatBreaksOff_CutsTheConnection()
    {
        var answer = Answer(200, "hell");
        answer.Content.Headers.ContentLength = 5;

        Assert.True((await CopyAsync(answer)).IsAborted);
    }

    [Fact]
    public async Task BodyThatBreaksOff_ResetsTheStream_WhereTheConnectionHasSeveral()
    {
        var answer = Answer(200, "hell");
        answer.Content.Headers.ContentLength = 5;
        var exchange = new Exchange("GET", "/");
        var stream = new Resettable();
        exchange.Http.Features.Set<IHttpResetFeature>(stream);

        await exchange.ServedByAsync(context => ResponseCopy.WriteAsync(answer, context, ACall.With()));

        Assert.Equal(2, stream.Code);
        Assert.False(exchange.IsAborted);
    }

    [Fact]
    public async Task Answer_IsDisposed_AlsoWhenTheCallerIsGone()
    {
        var content = new DisposedContent();
        var exchange = new Exchange("GET", "/");
        exchange.HangUp();

        await exchange.ServedByAsync(context => ResponseCopy.WriteAsync(new HttpResponseMessage { Content = content }, context, ACall.With()));

        Assert.True(content.IsDisposed);
    }

    private static HttpResponseMessage Answer(int status, string body, params (string Name, string Value)[] headers)
    {
        var answer = new HttpResponseMessage((HttpStatusCode)status) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        foreach (var (name, value) in headers)
        {
            Assert.True(answer.Headers.TryAddWithoutValidation(name, value) || answer.Content.Headers.TryAddWithoutValidation(name, value));
        }

        return answer;
    }

    private static Task<Exchange> CopyAsync(HttpResponseMessage answer, string method = "GET") =>
        new Exchange(method, "/").ServedByAsync(context => ResponseCopy.WriteAsync(answer, context, ACall.With()));

    private sealed class Resettable : IHttpResetFeature
    {
        public int? Code { get; private set; }

        public void Reset(int errorCode) => Code = errorCode;
    }

    private sealed class DisposedContent() : ByteArrayContent([1, 2, 3])
    {
        public bool IsDisposed { get; private set; }

        protected override void Dispose(bool disposing)
        {
            IsDisposed = true;
            base.Dispose(disposing);
        }
    }
}
