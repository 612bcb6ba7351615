using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using MeshRuntime.Protocol.Grpc;

namespace MeshRuntime.IntegrationTests.Protocol;

/// <summary>The gRPC layer against itself: the four kinds of call, and what travels with them.</summary>
public sealed class GrpcKindsTests
{
    private const string Method = "/test.Echo/Run";

    private static readonly GrpcMethod Echo = GrpcMethod.Unary<BytesValue, BytesValue>(Method, BytesValue.Parser, (request, call) =>
    {
        call.IsCompressing = call.RequestMetadata["x-compress"] is not null;
        return new(request);
    });

    private static readonly GrpcMethod EchoAll = GrpcMethod.Duplex(Method, async call =>
    {
        await call.SendHeadersAsync();
        while (await call.ReadAsync(Int32Value.Parser) is { } message)
        {
            await call.WriteAsync(message);
        }

        return GrpcStatus.Ok;
    });

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(70_000, false)]
    [InlineData(8_000_000, false)]
    [InlineData(8_000_000, true)]
    public async Task UnaryOfAnySize_ComesBack(int bytes, bool isCompressed)
    {
        await using var loop = await GrpcLoopback.StartAsync(Echo);
        var content = new byte[bytes];
        new Random(7).NextBytes(content);
        content.AsSpan(0, bytes / 2).Clear();
        var request = new BytesValue { Value = UnsafeByteOperations.UnsafeWrap(content) };
        var options = new GrpcCallOptions { IsCompressing = isCompressed, Metadata = isCompressed ? new GrpcMetadata { { "x-compress", "1" } } : null };
        for (var i = 0; i < 3; i++)
        {
            var reply = await loop.Channel.UnaryAsync(Method, request, BytesValue.Parser, options, CancellationToken.None);
            Assert.Equal(GrpcStatus.Ok, reply.Status);
            Assert.Equal(request, reply.Message);
        }
    }

    [Fact]
    public async Task StatusMetadataAndDetails_Travel()
    {
        var status = new GrpcStatus(GrpcCode.FailedPrecondition, " 100 % \r\n größe 😀 ") { Details = new byte[] { 0, 255, 1 } };
        await using var loop = await GrpcLoopback.StartAsync(GrpcMethod.Unary<Empty, Empty>(Method, Empty.Parser, (_, call) =>
        {
            call.ResponseHeaders.Add("x-echo-bin", call.RequestMetadata.BytesOf("x-binary-bin")!.Value);
            foreach (var entry in call.RequestMetadata.All("x-many-bin"))
            {
                call.ResponseTrailers.Add("x-many-bin", entry.Bytes);
            }

            call.ResponseTrailers.Add("x-many", call.RequestMetadata["x-many"]!);
            call.ResponseTrailers.Add("x-many", "c");

            return new(status);
        }));
        var metadata = new GrpcMetadata { { "x-binary-bin", new byte[] { 0, 10, 13, 255 } }, { "x-many", "a" }, { "x-many", "b" } };
        metadata.Add("x-many-bin", new byte[] { 1 });
        metadata.Add("x-many-bin", new byte[] { 2 });
        var reply = await loop.Channel.UnaryAsync(Method, new Empty(), Empty.Parser, new GrpcCallOptions { Metadata = metadata }, CancellationToken.None);
        Assert.Equal(status, reply.Status);
        Assert.Equal([0, 10, 13, 255], reply.Headers.BytesOf("x-echo-bin")!.Value.ToArray());
        Assert.Equal([[1], [2]], reply.Trailers.All("x-many-bin").Select(entry => entry.Bytes.ToArray()));
        Assert.Equal(["a, b", "c"], reply.Trailers.All("x-many").Select(entry => entry.Text));
    }

    [Fact]
    public async Task MethodThatIsNotThere_IsUnimplemented()
    {
        await using var loop = await GrpcLoopback.StartAsync(Echo);
        var reply = await loop.Channel.UnaryAsync("/test.Echo/Other", new Empty(), Empty.Parser, GrpcCallOptions.None, CancellationToken.None);
        Assert.Equal(new GrpcStatus(GrpcCode.Unimplemented, "no method /test.Echo/Other"), reply.Status);
    }

    [Fact]
    public async Task ClientStream_IsSummedUp()
    {
        await using var loop = await GrpcLoopback.StartAsync(GrpcMethod.ClientStream<Int32Value>(Method, async call =>
        {
            var sum = new Int32Value();
            while (await call.ReadAsync(Int32Value.Parser) is { } message)
            {
                sum.Value += message.Value;
            }

            return sum;
        }));
        await using var call = loop.Channel.Open(Method, GrpcCallOptions.None, CancellationToken.None);
        for (var i = 1; i <= 1000; i++)
        {
            Assert.True(await call.WriteAsync(new Int32Value { Value = i }));
        }

        call.Complete();
        Assert.Equal(500_500, (await call.ReadAsync(Int32Value.Parser))!.Value);
        Assert.Null(await call.ReadAsync(Int32Value.Parser));
        Assert.Equal(GrpcStatus.Ok, call.Status);
    }

    [Fact]
    public async Task ServerStream_ComesWholeAndInOrder()
    {
        await using var loop = await GrpcLoopback.StartAsync(GrpcMethod.ServerStream(Method, Int32Value.Parser, async (request, call) =>
        {
            for (var i = 0; i < request.Value; i++)
            {
                await call.WriteAsync(new Int32Value { Value = i });
            }

            call.ResponseTrailers.Add("x-count", $"{request.Value}");
            return new GrpcStatus(GrpcCode.OutOfRange, "that was all");
        }));
        await using var call = loop.Channel.Open(Method, GrpcCallOptions.None, CancellationToken.None);
        await call.WriteAsync(new Int32Value { Value = 5000 });
        call.Complete();
        for (var i = 0; i < 5000; i++)
        {
            Assert.Equal(i, (await call.ReadAsync(Int32Value.Parser))!.Value);
        }

        Assert.Null(await call.ReadAsync(Int32Value.Parser));
        Assert.Equal(new GrpcStatus(GrpcCode.OutOfRange, "that was all"), call.Status);
        Assert.Equal("5000", call.Trailers["x-count"]);
    }

    [Fact]
    public async Task Duplex_CanBeginWithSilenceAndThenGoesBackAndForth()
    {
        await using var loop = await GrpcLoopback.StartAsync(EchoAll);
        await using var call = loop.Channel.Open(Method, GrpcCallOptions.None, CancellationToken.None);

        // Nothing is written yet: the request's headers have to leave by themselves, and so have the answer's.
        await call.WaitForHeadersAsync().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Null(call.Status);
        for (var i = 1; i <= 100; i++)
        {
            Assert.True(await call.WriteAsync(new Int32Value { Value = i }));
            Assert.Equal(i, (await call.ReadAsync(Int32Value.Parser))!.Value);
        }

        call.Complete();
        Assert.Null(await call.ReadAsync(Int32Value.Parser));
        Assert.Equal(GrpcStatus.Ok, call.Status);
    }

    [Fact]
    public async Task ThousandStreamsOnOneConnection_RunAtOnce()
    {
        const int streams = 1000;
        var inside = 0;
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var loop = await GrpcLoopback.StartAsync(GrpcMethod.Duplex(Method, async call =>
        {
            var message = await call.ReadAsync(Int32Value.Parser);
            if (Interlocked.Increment(ref inside) == streams)
            {
                all.SetResult();
            }

            await all.Task.WaitAsync(call.Cancellation);
            await call.WriteAsync(message!);
            return await call.ReadAsync(Int32Value.Parser) is null ? GrpcStatus.Ok : new GrpcStatus(GrpcCode.Internal, "too much");
        }));
        await Task.WhenAll(Enumerable.Range(1, streams).Select(async i =>
        {
            await using var call = loop.Channel.Open(Method, new GrpcCallOptions { Timeout = TimeSpan.FromMinutes(1) }, CancellationToken.None);
            Assert.True(await call.WriteAsync(new Int32Value { Value = i }), $"{call.Status}");
            Assert.Equal(i, (await call.ReadAsync(Int32Value.Parser))?.Value);
            call.Complete();
            Assert.Null(await call.ReadAsync(Int32Value.Parser));
            Assert.Equal(GrpcStatus.Ok, call.Status);
        }));
        Assert.Empty(loop.Failures);
    }
}
