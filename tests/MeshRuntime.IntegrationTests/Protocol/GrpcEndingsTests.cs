using System.Net;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using MeshRuntime.Protocol.Grpc;

namespace MeshRuntime.IntegrationTests.Protocol;

/// <summary>The gRPC layer against itself: calls that end before they are done.</summary>
public sealed class GrpcEndingsTests
{
    private const string Method = "/test.Endings/Run";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly Int32Value One = new() { Value = 1 };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task CancelByTheCaller_ReachesTheHandler(bool afterTheFirstAnswer)
    {
        var inside = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var loop = await GrpcLoopback.StartAsync(GrpcMethod.Duplex(Method, async call =>
        {
            using var registration = call.Cancellation.Register(cancelled.SetResult);
            await call.ReadAsync(Int32Value.Parser);
            inside.SetResult();
            if (afterTheFirstAnswer)
            {
                await call.WriteAsync(One);
            }

            await call.ReadAsync(Int32Value.Parser);
            return GrpcStatus.Ok;
        }));
        using var cancellation = new CancellationTokenSource();
        await using var call = loop.Channel.Open(Method, GrpcCallOptions.None, cancellation.Token);
        Assert.True(await call.WriteAsync(One));
        await inside.Task.WaitAsync(Patience);
        if (afterTheFirstAnswer)
        {
            Assert.Equal(One, await call.ReadAsync(Int32Value.Parser));
        }

        // Nobody reads or writes at this moment.
        await cancellation.CancelAsync();
        await cancelled.Task.WaitAsync(Patience);
        Assert.Equal(GrpcCode.Cancelled, call.Status?.Code);
        Assert.Null(await call.ReadAsync(Int32Value.Parser));
        Assert.False(await call.WriteAsync(One));
        Assert.Empty(loop.Failures);
    }

    [Fact]
    public async Task CallThatIsLetGo_IsCancelledAtTheCallee()
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var loop = await GrpcLoopback.StartAsync(GrpcMethod.Duplex(Method, async call =>
        {
            using var registration = call.Cancellation.Register(cancelled.SetResult);
            await call.SendHeadersAsync();
            await call.ReadAsync(Int32Value.Parser);
            return GrpcStatus.Ok;
        }));
        await using (var call = loop.Channel.Open(Method, GrpcCallOptions.None, CancellationToken.None))
        {
            await call.WaitForHeadersAsync();
        }

        await cancelled.Task.WaitAsync(Patience);
    }

    [Fact]
    public async Task DeadlineAtTheCallee_IsOnTheWireWhileItsHandlerStillRuns()
    {
        var stubborn = new TaskCompletionSource();
        await using var loop = await GrpcLoopback.StartAsync(GrpcMethod.Duplex(Method, async _ =>
        {
            await stubborn.Task;
            return GrpcStatus.Ok;
        }));

        // A client that tells a deadline and does not keep it.
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(loop.Origin, Method))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent([]),
        };
        request.Content.Headers.TryAddWithoutValidation("content-type", "application/grpc");
        request.Headers.TryAddWithoutValidation("grpc-timeout", "100m");
        using var response = await loop.Http.SendAsync(request, CancellationToken.None).WaitAsync(Patience);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("4", Assert.Single(response.Headers.GetValues("grpc-status")));
        stubborn.SetResult();
    }

    [Fact]
    public async Task DeadlineAtTheCaller_IsKeptWhateverTheCalleeDoes()
    {
        await using var loop = await GrpcLoopback.StartAsync(GrpcMethod.Unary<Empty, Empty>(Method, Empty.Parser, async (_, call) =>
        {
            await Task.Delay(Timeout.Infinite, call.Cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return new Empty();
        }));
        var reply = await loop.Channel.UnaryAsync(
            Method, new Empty(), Empty.Parser, new GrpcCallOptions { Timeout = TimeSpan.FromMilliseconds(100) }, CancellationToken.None);
        Assert.Equal(GrpcCode.DeadlineExceeded, reply.Status.Code);
    }

    [Fact]
    public async Task WriterWhoseCallerDoesNotRead_WaitsAndIsFreedByTheDeadline()
    {
        var written = 0;
        var freed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var big = new BytesValue { Value = ByteString.CopyFrom(new byte[64 * 1024]) };
        await using var loop = await GrpcLoopback.StartAsync(GrpcMethod.Duplex(Method, async call =>
        {
            try
            {
                while (true)
                {
                    await call.WriteAsync(big);
                    Interlocked.Increment(ref written);
                }
            }
            finally
            {
                freed.SetResult();
            }
        }));
        await using var call = loop.Channel.Open(Method, new GrpcCallOptions { Timeout = TimeSpan.FromSeconds(2) }, CancellationToken.None);
        await call.WaitForHeadersAsync();
        await freed.Task.WaitAsync(Patience);

        // The client's window for a stream is 64 KiB and grows only while somebody reads; the server's pipe holds as much again.
        Assert.InRange(Volatile.Read(ref written), 0, 64);
        while (await call.ReadAsync(BytesValue.Parser) is not null)
        {
        }

        Assert.Equal(GrpcCode.DeadlineExceeded, call.Status?.Code);
        Assert.Empty(loop.Failures);
    }

    [Fact]
    public async Task StatusBeforeTheRequestIsSent_EndsTheWriting()
    {
        await using var loop = await GrpcLoopback.StartAsync(GrpcMethod.Duplex(Method, _ => new(new GrpcStatus(GrpcCode.PermissionDenied, "not you"))));
        await using var call = loop.Channel.Open(Method, GrpcCallOptions.None, CancellationToken.None);
        var big = new BytesValue { Value = ByteString.CopyFrom(new byte[64 * 1024]) };
        var writes = 0;
        while (await call.WriteAsync(big))
        {
            Assert.True(++writes < 10_000, "the call takes messages after its end");
        }

        Assert.Null(await call.ReadAsync(Empty.Parser));
        Assert.Equal(new GrpcStatus(GrpcCode.PermissionDenied, "not you"), call.Status);
    }

    [Fact]
    public async Task StreamThatTheCalleeBreaks_IsInternal()
    {
        await using var loop = await GrpcLoopback.StartAsync(GrpcMethod.Duplex(Method, async call =>
        {
            await call.WriteAsync(One);
            call.Http.Abort();
            return GrpcStatus.Ok;
        }));
        await using var call = loop.Channel.Open(Method, GrpcCallOptions.None, CancellationToken.None);
        while (await call.ReadAsync(Int32Value.Parser) is not null)
        {
        }

        Assert.Equal(GrpcCode.Internal, call.Status?.Code);
    }

    [Fact]
    public async Task CalleeThatGoesAwayInOrder_EndsWhatRunsAndIsThenUnavailable()
    {
        await using var loop = await GrpcLoopback.StartAsync(GrpcMethod.Duplex(Method, async call =>
        {
            await call.SendHeadersAsync();
            while (await call.ReadAsync(Int32Value.Parser) is { } message)
            {
                await call.WriteAsync(message);
            }

            return GrpcStatus.Ok;
        }));
        await using var call = loop.Channel.Open(Method, GrpcCallOptions.None, CancellationToken.None);
        await call.WaitForHeadersAsync();
        var stopping = loop.StopAsync();
        Assert.True(await call.WriteAsync(One));
        Assert.Equal(One, await call.ReadAsync(Int32Value.Parser));
        call.Complete();
        Assert.Null(await call.ReadAsync(Int32Value.Parser));
        Assert.Equal(GrpcStatus.Ok, call.Status);
        await stopping.WaitAsync(Patience);
        var reply = await loop.Channel.UnaryAsync(Method, new Empty(), Empty.Parser, GrpcCallOptions.None, CancellationToken.None);
        Assert.Equal(GrpcCode.Unavailable, reply.Status.Code);
    }
}
