using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using MeshRuntime.Protocol.Grpc;
using MeshRuntime.Tests.Kit;

namespace MeshRuntime.Tests.Protocol.Grpc;

public sealed class GrpcServerTests
{
    private const string Path = "/test.Echo/Run";

    private static readonly GrpcMethod Echo = GrpcMethod.Unary<StringValue, StringValue>(Path, StringValue.Parser, (request, _) => new(request));
    private static readonly StringValue Hello = new() { Value = "hello" };

    private readonly ManualClock _clock = new();
    private readonly List<Exception> _failures = [];

    [Fact]
    public async Task Unary_AnswersWithMessageAndStatus()
    {
        var exchange = await UnaryAsync(Echo);
        Assert.Equal(Hello, await exchange.ReadAsync(StringValue.Parser));
        Assert.Equal(GrpcCode.Ok, exchange.Code);
        Assert.False(exchange.IsTrailersOnly);
        Assert.Equal("application/grpc", exchange.Headers.ContentType);
    }

    [Fact]
    public async Task StatusThatAHandlerReturns_IsTrailersOnly()
    {
        var status = new GrpcStatus(GrpcCode.NotFound, "no ö") { Details = new byte[] { 1, 2 } };
        var exchange = await UnaryAsync(GrpcMethod.Unary<StringValue, StringValue>(Path, StringValue.Parser, (_, call) =>
        {
            call.ResponseTrailers.Add("x-trailer", "t");
            return new(status);
        }));
        Assert.True(exchange.IsTrailersOnly);
        Assert.Equal((GrpcCode.NotFound, "no ö"), (exchange.Code, exchange.Message));
        Assert.Equal("AQI", exchange.Headers["grpc-status-details-bin"]);
        Assert.Equal("t", exchange.Headers["x-trailer"]);
        Assert.Empty(await exchange.BodyAsync());
    }

    [Fact]
    public async Task HeadersOfAFailedCall_AreNotMixedWithItsTrailers()
    {
        var exchange = await UnaryAsync(GrpcMethod.Unary<StringValue, StringValue>(Path, StringValue.Parser, (_, call) =>
        {
            call.ResponseHeaders.Add("x-header", "h");
            call.ResponseTrailers.Add("x-trailer-bin", new byte[] { 3 });
            return new(new GrpcStatus(GrpcCode.Aborted, "no"));
        }));
        Assert.False(exchange.IsTrailersOnly);
        Assert.Equal("h", exchange.Headers["x-header"]);
        Assert.Equal("Aw", exchange.Trailers["x-trailer-bin"]);
        Assert.Equal(GrpcCode.Aborted, exchange.Code);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task WrongNumberOfMessages_IsUnimplemented(int count)
    {
        var exchange = new ServerExchange();
        await exchange.SendAsync([.. Enumerable.Repeat(Hello, count)]);
        await exchange.HalfCloseAsync();
        await Server().HandleAsync(exchange.Http, Echo);
        Assert.Equal(GrpcCode.Unimplemented, exchange.Code);
        Assert.Contains(Path, exchange.Message);
    }

    [Fact]
    public async Task Streams_GoBothWaysAtOnce()
    {
        var exchange = new ServerExchange();
        var running = Server().HandleAsync(exchange.Http, GrpcMethod.Duplex(Path, async call =>
        {
            while (await call.ReadAsync(StringValue.Parser) is { } message)
            {
                await call.WriteAsync(message);
            }

            return GrpcStatus.Ok;
        }));
        for (var i = 0; i < 3; i++)
        {
            var message = new StringValue { Value = $"{i}" };
            await exchange.SendAsync(message);
            Assert.Equal(message, await exchange.ReadAsync(StringValue.Parser));
        }

        Assert.Null(exchange.Code);
        await exchange.HalfCloseAsync();
        await running;
        Assert.Equal(GrpcCode.Ok, exchange.Code);
    }

    [Fact]
    public async Task Headers_CanLeaveBeforeAnyMessage()
    {
        var exchange = new ServerExchange();
        var go = new TaskCompletionSource();
        var running = Server().HandleAsync(exchange.Http, GrpcMethod.Duplex(Path, async call =>
        {
            call.ResponseHeaders.Add("x", "1");
            await call.SendHeadersAsync();
            await go.Task;
            return GrpcStatus.Ok;
        }));
        Assert.True(exchange.HasStarted);
        Assert.Equal("1", exchange.Headers["x"]);
        go.SetResult();
        await running;
        Assert.False(exchange.IsTrailersOnly);
    }

    [Theory]
    [InlineData("text/plain", "HTTP/2", "POST", 415)]
    [InlineData("application/grpc-web", "HTTP/2", "POST", 415)]
    [InlineData("application/grpc", "HTTP/1.1", "POST", 426)]
    [InlineData("application/grpc", "HTTP/2", "GET", 405)]
    public async Task RequestThatIsNotGrpc_IsRefusedInHttp(string contentType, string protocol, string verb, int status)
    {
        var exchange = new ServerExchange { Http = { Request = { ContentType = contentType, Protocol = protocol, Method = verb } } };
        await Server().HandleAsync(exchange.Http, GrpcMethod.Duplex(Path, _ => throw new InvalidOperationException("not to be reached")));
        Assert.Equal(status, exchange.StatusCode);
        Assert.Empty(_failures);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("123456789S")]
    [InlineData("")]
    public async Task BadTimeout_IsInternal(string timeout)
    {
        var exchange = await UnaryAsync(Echo, "grpc-timeout", timeout);
        Assert.Equal(GrpcCode.Internal, exchange.Code);
        Assert.Contains("grpc-timeout", exchange.Message);
    }

    [Fact]
    public async Task UnknownEncoding_IsUnimplementedAndToldWhatCanBeRead()
    {
        var exchange = await UnaryAsync(Echo, "grpc-encoding", "snappy");
        Assert.Equal(GrpcCode.Unimplemented, exchange.Code);
        Assert.Equal("identity,gzip", exchange.Headers["grpc-accept-encoding"]);
    }

    [Fact]
    public async Task MalformedMessage_EndsTheCallWithItsStatus()
    {
        var exchange = new ServerExchange();
        await exchange.SendRawAsync(Frames.Prefix(0, 101));
        await Server().HandleAsync(exchange.Http, Echo);
        Assert.Equal(GrpcCode.ResourceExhausted, exchange.Code);
        Assert.Empty(_failures);
    }

    [Fact]
    public async Task Exception_IsUnknownToTheCallerAndToldToTheLog()
    {
        var exchange = await UnaryAsync(GrpcMethod.Duplex(Path, _ => throw new InvalidOperationException("secret")));
        Assert.Equal(GrpcCode.Unknown, exchange.Code);
        Assert.DoesNotContain("secret", exchange.Message);
        Assert.Equal("secret", Assert.Single(_failures).Message);
    }

    [Fact]
    public async Task Deadline_IsToldToTheCallerWhileTheHandlerStillRuns()
    {
        var exchange = new ServerExchange { Http = { Request = { Headers = { ["grpc-timeout"] = "5S" } } } };
        var stubborn = new TaskCompletionSource();
        var cancelled = new TaskCompletionSource();
        var running = Server().HandleAsync(exchange.Http, GrpcMethod.Duplex(Path, async call =>
        {
            Assert.Equal(TimeSpan.FromSeconds(5), call.Timeout);
            call.Cancellation.Register(cancelled.SetResult);
            await stubborn.Task;
            return GrpcStatus.Ok;
        }));
        _clock.Advance(TimeSpan.FromSeconds(4.9));
        Assert.Null(exchange.Code);
        _clock.Advance(TimeSpan.FromSeconds(0.2));
        await cancelled.Task;
        await Eventually.TrueAsync(() => exchange.IsComplete);
        Assert.Equal(GrpcCode.DeadlineExceeded, exchange.Code);
        Assert.False(running.IsCompleted);
        stubborn.SetResult();
        await running;
        Assert.Equal(GrpcCode.DeadlineExceeded, exchange.Code);
    }

    [Fact]
    public async Task DeadlineOfAWriterThatTheCallerKeepsWaiting_CutsTheWrite()
    {
        var exchange = new ServerExchange(window: 10) { Http = { Request = { Headers = { ["grpc-timeout"] = "1S" } } } };
        var message = new StringValue { Value = new string('x', 50) };
        var running = Server().HandleAsync(exchange.Http, GrpcMethod.Duplex(Path, async call =>
        {
            await call.WriteAsync(message);
            return GrpcStatus.Ok;
        }));
        _clock.Advance(TimeSpan.FromSeconds(1));
        await running;
        Assert.Equal(message, await exchange.ReadAsync(StringValue.Parser));
        Assert.Equal(GrpcCode.DeadlineExceeded, exchange.Code);
        Assert.Empty(_failures);
    }

    [Fact]
    public async Task CallerThatLeaves_CancelsTheHandler()
    {
        var exchange = new ServerExchange();
        var running = Server().HandleAsync(exchange.Http, Echo);
        exchange.Abort();
        await running;
        Assert.Null(exchange.Code);
        Assert.Empty(_failures);
    }

    [Theory]
    [InlineData("identity, gzip", true)]
    [InlineData("identity", false)]
    [InlineData("xgzip", false)]
    [InlineData(null, false)]
    public async Task Compression_IsUsedWhenTheCallerReadsIt(string? accepted, bool expected)
    {
        var exchange = await UnaryAsync(
            GrpcMethod.Unary<StringValue, StringValue>(Path, StringValue.Parser, (request, call) =>
            {
                call.IsCompressing = true;
                return new(request);
            }),
            "grpc-accept-encoding",
            accepted);
        Assert.Equal(expected ? "gzip" : "", exchange.Headers["grpc-encoding"].ToString());
        Assert.Equal(Hello, await exchange.ReadAsync(StringValue.Parser));
    }

    [Fact]
    public async Task AnswerOverTheSendLimit_IsResourceExhausted()
    {
        var exchange = await UnaryAsync(GrpcMethod.Unary<StringValue, StringValue>(
            Path, StringValue.Parser, (_, _) => new(new StringValue { Value = new string('x', 100) })));
        Assert.Equal(GrpcCode.ResourceExhausted, exchange.Code);
        Assert.Empty(await exchange.BodyAsync());
    }

    [Fact]
    public async Task WriteAfterTheEnd_IsAFault()
    {
        GrpcServerCall? kept = null;
        await UnaryAsync(GrpcMethod.Duplex(Path, call =>
        {
            kept = call;
            return new(GrpcStatus.Ok);
        }));
        await Assert.ThrowsAsync<InvalidOperationException>(() => kept!.WriteAsync(Hello).AsTask());
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/a")]
    [InlineData("//b")]
    [InlineData("/a/")]
    [InlineData("a/b/c")]
    [InlineData("/a/b/c")]
    [InlineData("/a/b?c")]
    public void WhatIsNoPath_IsNoMethod(string path) => Assert.Throws<ArgumentException>(() => GrpcMethod.Duplex(path, _ => new(GrpcStatus.Ok)));

    [Fact]
    public void Table_FindsByTheLetterAndRefusesTwins()
    {
        var table = new GrpcMethodTable([Echo]);
        Assert.True(table.TryFind(Path, out var found));
        Assert.Same(Echo, found);
        Assert.False(table.TryFind("/test.Echo/run", out _));
        Assert.Contains(Path, Assert.Throws<ArgumentException>(() => new GrpcMethodTable([Echo, Echo])).Message);
    }

    private GrpcServer Server() =>
        new(new GrpcServerOptions { MaxReceiveBytes = 100, MaxSendBytes = 100, Clock = _clock, Failed = (_, failure) => _failures.Add(failure) });

    private async Task<ServerExchange> UnaryAsync(GrpcMethod method, string? header = null, string? value = null)
    {
        var exchange = new ServerExchange();
        if (header is not null && value is not null)
        {
            exchange.Http.Request.Headers[header] = value;
        }

        await exchange.SendAsync(Hello);
        await exchange.HalfCloseAsync();
        await Server().HandleAsync(exchange.Http, method);
        return exchange;
    }
}
