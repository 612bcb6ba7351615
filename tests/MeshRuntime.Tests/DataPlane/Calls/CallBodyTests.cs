using System.IO.Pipelines;
using System.Text;
using MeshRuntime.DataPlane.Calls;
using MeshRuntime.Tests.Kit;

namespace MeshRuntime.Tests.DataPlane.Calls;

public sealed class CallBodyTests
{
    private readonly Pipe _caller = new();

    [Theory]
    [InlineData(5L)]
    [InlineData(null)]
    public void Length_IsTheCallersOwn(long? length) =>
        Assert.Equal(length, new CallBody(_caller.Reader, length).Headers.ContentLength);

    [Fact]
    public async Task EveryPieceIsSentOnAtOnce()
    {
        var next = new Pipe();
        var body = new CallBody(_caller.Reader, null);
        var sending = body.CopyToAsync(next.Writer.AsStream());
        foreach (var piece in (string[])["one", "two"])
        {
            await _caller.Writer.WriteAsync(Encoding.ASCII.GetBytes(piece));
            var read = await next.Reader.ReadAtLeastAsync(3);
            Assert.Equal(piece, Encoding.ASCII.GetString(read.Buffer));
            next.Reader.AdvanceTo(read.Buffer.End);
            Assert.False(sending.IsCompleted);
        }

        await _caller.Writer.CompleteAsync();
        await sending;
    }

    [Theory]
    [InlineData(64 * 1024, true)]
    [InlineData((64 * 1024) + 1, false)]
    public async Task SecondSending_IsTheSame_AsLongAsTheBodyIsSmall(int length, bool isRepeatable)
    {
        var sent = new byte[length];
        Random.Shared.NextBytes(sent);
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        await pipe.Writer.WriteAsync(sent);
        await pipe.Writer.CompleteAsync();
        var body = new CallBody(pipe.Reader, length);
        Assert.True(body.IsRepeatable);
        await body.CopyToAsync(Stream.Null);
        Assert.Equal(isRepeatable, body.IsRepeatable);

        var again = new MemoryStream();
        var failure = await Record.ExceptionAsync(() => body.CopyToAsync(again));

        Assert.Equal(isRepeatable, failure is null);
        Assert.Equal(isRepeatable ? sent : [], again.ToArray());
    }

    [Fact]
    public async Task OnceAnswered_NothingIsKept_AndNothingIsSentTwice()
    {
        var next = new Pipe();
        var body = new CallBody(_caller.Reader, null);
        var sending = body.CopyToAsync(next.Writer.AsStream());
        await _caller.Writer.WriteAsync("one"u8.ToArray());
        next.Reader.AdvanceTo((await next.Reader.ReadAtLeastAsync(3)).Buffer.End);

        body.Answered();
        await _caller.Writer.WriteAsync("two"u8.ToArray());
        var second = await next.Reader.ReadAtLeastAsync(3);
        await _caller.Writer.CompleteAsync();
        await sending;

        Assert.Equal("two", Encoding.ASCII.GetString(second.Buffer));
        Assert.False(body.IsRepeatable);
        Assert.True(_caller.Reader.TryRead(out var left));
        Assert.True(left.Buffer.IsEmpty);
    }

    [Fact]
    public async Task SendingAfterABrokenOne_BeginsAtTheBeginning_AndGoesOn()
    {
        await _caller.Writer.WriteAsync("one "u8.ToArray());
        var body = new CallBody(_caller.Reader, null);
        await Assert.ThrowsAnyAsync<Exception>(() => body.CopyToAsync(new BrokenStream()));

        var next = new MemoryStream();
        var sending = body.CopyToAsync(next);
        await _caller.Writer.WriteAsync("two"u8.ToArray());
        await _caller.Writer.CompleteAsync();
        await sending;

        Assert.Equal("one two", Encoding.ASCII.GetString(next.ToArray()));
    }

    [Fact]
    public async Task StopBeforeTheBeginning_AndAfterTheEnd_DoesNothing()
    {
        var body = ACall.Body("hello");
        await body.StopAsync();
        var sent = new MemoryStream();
        await body.CopyToAsync(sent);
        await body.StopAsync();

        Assert.Equal("hello", Encoding.ASCII.GetString(sent.ToArray()));
    }

    [Fact]
    public async Task StopWhileTheCallerIsSilent_EndsTheSending_AndLeavesTheRestToTheServer()
    {
        var body = new CallBody(_caller.Reader, 8);
        var sending = body.CopyToAsync(Stream.Null);

        await body.StopAsync();

        await Assert.ThrowsAnyAsync<Exception>(() => sending);
        await _caller.Writer.WriteAsync("the rest"u8.ToArray());
        var read = await _caller.Reader.ReadAsync();
        Assert.Equal("the rest", Encoding.ASCII.GetString(read.Buffer));
    }

    [Fact]
    public async Task StopWhileTheNextHopDoesNotRead_EndsTheSending()
    {
        // The other end has answered and takes nothing more: HTTP/2 with a closed window.
        var body = new CallBody(_caller.Reader, 5);
        await _caller.Writer.WriteAsync("hello"u8.ToArray());
        var stuck = new StuckStream();
        var sending = body.CopyToAsync(stuck);
        await stuck.Reached;

        await body.StopAsync();

        await Assert.ThrowsAnyAsync<Exception>(() => sending);
    }

    [Fact]
    public async Task SendingThatIsCancelled_LeavesTheRestToTheServer()
    {
        using var cancelled = new CancellationTokenSource();
        var body = new CallBody(_caller.Reader, 8);
        var sending = body.CopyToAsync(Stream.Null, cancelled.Token);

        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<Exception>(() => sending);
        Assert.Null(body.ReadFailure);
        await _caller.Writer.WriteAsync("the rest"u8.ToArray());
        Assert.False((await _caller.Reader.ReadAsync()).IsCanceled);
    }

    // The client ends an attempt on a connection that is going away, and begins the next at once: what ended the first may come late.
    [Fact]
    public async Task CancellationLeftByTheAttemptBefore_DoesNotStopThisOne()
    {
        await _caller.Writer.WriteAsync("order"u8.ToArray());
        await _caller.Writer.CompleteAsync();
        _caller.Reader.CancelPendingRead();
        var next = new MemoryStream();

        await new CallBody(_caller.Reader, 5).CopyToAsync(next);

        Assert.Equal("order", Encoding.ASCII.GetString(next.ToArray()));
    }

    // A stream may begin with silence: its head must not wait for its first message.
    [Fact]
    public async Task HeadGoesOut_BeforeTheFirstByteIsThere()
    {
        var next = new FlushCounter();
        var sending = new CallBody(_caller.Reader, null).CopyToAsync(next);

        Assert.Equal((0L, 1), (next.Length, next.Flushes));

        await _caller.Writer.CompleteAsync();
        await sending;
    }

    [Fact]
    public async Task SendingAfterAStoppedOne_SeesWhatThatOneSaw()
    {
        await _caller.Writer.WriteAsync("first"u8.ToArray());
        var body = new CallBody(_caller.Reader, null);
        using var stop = new CancellationTokenSource();
        var stopped = body.CopyToAsync(new FlushCounter(), stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stopped);

        var next = new FlushCounter();
        var sending = body.CopyToAsync(next);

        // Nothing more has come, and the next hop may be waiting for just this.
        Assert.Equal("first", Encoding.ASCII.GetString(next.ToArray()));
        await _caller.Writer.CompleteAsync();
        await sending;
    }

    [Theory]
    [InlineData(3, true)]
    [InlineData(2, false)]
    public async Task MessageOverTheLimit_EndsTheSending(int limit, bool fits)
    {
        await _caller.Writer.WriteAsync(new byte[] { 0, 0, 0, 0, 3, 1, 2, 3 });
        await _caller.Writer.CompleteAsync();
        var body = new CallBody(_caller.Reader, null, limit);
        var next = new FlushCounter();

        var failure = await Record.ExceptionAsync(() => body.CopyToAsync(next));

        Assert.Equal(fits, failure is null);
        Assert.Equal(fits, body.ReadFailure is null);
        Assert.Equal(fits ? 8 : 0, next.Length);
    }

    [Fact]
    public async Task CallerThatBreaksOff_IsRemembered()
    {
        var failure = new IOException("reset");
        await _caller.Writer.CompleteAsync(failure);
        var body = new CallBody(_caller.Reader, null);

        await Assert.ThrowsAnyAsync<Exception>(() => body.CopyToAsync(Stream.Null));

        Assert.Same(failure, body.ReadFailure);
    }

    [Fact]
    public async Task NextHopThatBreaks_IsNotTheCallersFault()
    {
        var body = ACall.Body("hello");

        await Assert.ThrowsAnyAsync<Exception>(() => body.CopyToAsync(new BrokenStream()));

        Assert.Null(body.ReadFailure);
    }

    private sealed class FlushCounter : MemoryStream
    {
        public int Flushes { get; private set; }

        public override Task FlushAsync(CancellationToken cancellationToken)
        {
            Flushes++;
            return Task.CompletedTask;
        }
    }

    private abstract class WriteOnlyStream : MemoryStream
    {
        public abstract override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default);
    }

    private sealed class StuckStream : WriteOnlyStream
    {
        private readonly TaskCompletionSource _reached = new();

        public Task Reached => _reached.Task;

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _reached.SetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
    }

    private sealed class BrokenStream : WriteOnlyStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => throw new IOException("broken pipe");
    }
}
