using System.IO.Pipelines;
using System.Threading.Channels;

namespace MeshRuntime.Components.Clients.Resp;

/// <summary>
/// One connection while it holds. Commands of many callers leave in one stream, as many at once as wait; replies are matched by their order. A
/// server that is silent for too long counts as dead, and an idle one is asked.
/// </summary>
internal sealed class RespLink : IAsyncDisposable
{
    // Commands that wait to be written, and those that wait for replies. Beyond that callers wait.
    private const int MaxOutgoing = 1024;
    private const int MaxAwaiting = 4096;

    // What is written at once; larger batches no longer save system calls that matter.
    private const int BatchBytes = 64 << 10;

    // Idle, then asked, then no answer: noticed within 2 + 3 + 2 × 0.5 s, well below the 8 s that a dead peer may take.
    private static readonly TimeSpan WatchInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan PingAfter = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan PingPatience = TimeSpan.FromSeconds(3);

    private readonly Channel<RespCall> _outgoing = Channel.CreateBounded<RespCall>(MaxOutgoing);
    private readonly Channel<RespCall> _awaiting = Channel.CreateBounded<RespCall>(MaxAwaiting);

    // Never disposed: it holds nothing, and a caller may break the link after its end.
    private readonly CancellationTokenSource _end = new();
    private readonly Stream _stream;
    private readonly RespReader _reader;
    private readonly TimeSpan _writeTimeout;
    private readonly TimeProvider _time;
    private long _heardAt;
    private long _flushingSince;
    private RespFailure? _failure;

    private RespLink(Stream stream, RespOptions options, TimeProvider time)
    {
        _stream = stream;
        _reader = new RespReader(options.Limits);
        _writeTimeout = options.WriteTimeout;
        _time = time;
        _heardAt = time.GetTimestamp();
        Ended = RunAsync();
    }

    /// <summary>Completes, never fails, when the connection has ended and every call on it has failed: with the reason.</summary>
    public Task<RespFailure> Ended { get; }

    /// <summary>The server's number for this connection; null from servers before Redis 6.</summary>
    public long? ServerId { get; set; }

    /// <param name="stream">The open connection; the link disposes it.</param>
    /// <param name="options">Limits and times.</param>
    /// <param name="time">The clock.</param>
    public static RespLink Over(Stream stream, RespOptions options, TimeProvider time) => new(stream, options, time);

    /// <summary>Sends a command and returns its reply.</summary>
    /// <exception cref="RespFailure">The server answered with an error, or the connection broke.</exception>
    public async ValueTask<RespValue> SendAsync(RespCall call, CancellationToken cancellation)
    {
        try
        {
            await _outgoing.Writer.WriteAsync(call, cancellation);
        }
        catch (ChannelClosedException)
        {
            call.Fail((await Ended).For(mayHaveExecuted: false));
        }
        catch (OperationCanceledException)
        {
            call.Command.Release();
            throw;
        }

        // A caller that gives up leaves its call behind: the reply still has to be taken in its turn.
        return await call.Task.WaitAsync(cancellation);
    }

    /// <summary>Ends the connection; the first reason counts.</summary>
    public void Break(RespFailure reason)
    {
        Interlocked.CompareExchange(ref _failure, reason, null);
        _end.Cancel();
    }

    public async ValueTask DisposeAsync()
    {
        Break(new RespFailure(null, "the connection was closed by this side"));
        await Ended;
    }

    private async Task<RespFailure> RunAsync()
    {
        await Task.WhenAll(GuardAsync(WriteAsync), GuardAsync(ReadAsync), GuardAsync(WatchAsync));
        await _stream.DisposeAsync();
        var failure = _failure ?? new RespFailure(null, "the connection ended");

        // Nobody can add any more after this line, so the drain below is complete.
        _outgoing.Writer.TryComplete();
        while (_awaiting.Reader.TryRead(out var sent))
        {
            sent.Fail(failure.For(mayHaveExecuted: true));
        }

        while (_outgoing.Reader.TryRead(out var unsent))
        {
            unsent.Fail(failure.For(mayHaveExecuted: false));
        }

        return failure;
    }

    private async Task GuardAsync(Func<CancellationToken, Task> loop)
    {
        try
        {
            await loop(_end.Token);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or RespFormatException or RespFailure)
        {
            Break(e as RespFailure ?? new RespFailure(null, e.Message, inner: e));
        }
        catch (OperationCanceledException)
        {
            // Another loop, or the owner, ended the link.
        }
    }

    private async Task WriteAsync(CancellationToken end)
    {
        var output = PipeWriter.Create(_stream, new StreamPipeWriterOptions(leaveOpen: true));
        while (await _outgoing.Reader.WaitToReadAsync(end))
        {
            // Looked at first and taken last: whatever breaks in between, the call is in one of the two queues and fails with its link.
            while (_outgoing.Reader.TryPeek(out var call))
            {
                call.SentAt = _time.GetTimestamp();
                if (!_awaiting.Writer.TryWrite(call))
                {
                    await FlushAsync(output, end);
                    await _awaiting.Writer.WriteAsync(call, end);
                }

                _outgoing.Reader.TryRead(out _);
                call.Command.WriteTo(output);
                call.Command.Release();
                if (output.UnflushedBytes >= BatchBytes)
                {
                    await FlushAsync(output, end);
                }
            }

            await FlushAsync(output, end);
        }
    }

    private async Task FlushAsync(PipeWriter output, CancellationToken end)
    {
        Volatile.Write(ref _flushingSince, _time.GetTimestamp());
        await output.FlushAsync(end);
        Volatile.Write(ref _flushingSince, 0);
    }

    private async Task ReadAsync(CancellationToken end)
    {
        var input = PipeReader.Create(_stream, new StreamPipeReaderOptions(bufferSize: 16 << 10, leaveOpen: true));
        while (true)
        {
            var read = await input.ReadAsync(end);
            Volatile.Write(ref _heardAt, _time.GetTimestamp());
            var buffer = read.Buffer;
            while (_reader.TryRead(ref buffer, out var reply))
            {
                Answer(reply);
            }

            input.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted)
            {
                throw new RespFailure(null, _reader.IsAtStart && buffer.IsEmpty ? "the server closed the connection" : "the server closed the connection inside a reply");
            }
        }
    }

    private void Answer(RespValue reply)
    {
        if (reply.Kind == RespKind.Push)
        {
            return;
        }

        if (!_awaiting.Reader.TryRead(out var call))
        {
            throw new RespFormatException("the server sent a reply that nobody asked for");
        }

        call.Answer(reply);
    }

    private async Task WatchAsync(CancellationToken end)
    {
        using var timer = new PeriodicTimer(WatchInterval, _time);
        while (await timer.WaitForNextTickAsync(end))
        {
            var flushing = Volatile.Read(ref _flushingSince);
            if (flushing != 0 && _time.GetElapsedTime(flushing) > _writeTimeout)
            {
                throw new RespFailure(null, $"the server took nothing for {_writeTimeout.TotalSeconds:0.#} s");
            }

            var heard = Volatile.Read(ref _heardAt);
            if (_awaiting.Reader.TryPeek(out var oldest))
            {
                if (_time.GetElapsedTime(Math.Max(heard, oldest.SentAt)) > oldest.Patience)
                {
                    throw new RespFailure(null, $"the server did not answer {oldest.Command.Name} within {oldest.Patience.TotalSeconds:0.#} s");
                }
            }
            else if (_time.GetElapsedTime(heard) > PingAfter)
            {
                Ping();
            }
        }
    }

    private void Ping()
    {
        var ping = new RespCall(new RespCommand("PING"), PingPatience);
        if (!_outgoing.Writer.TryWrite(ping))
        {
            // Others are about to ask.
            ping.Command.Release();
        }
    }
}
