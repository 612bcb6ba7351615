using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using MeshRuntime.Protocol.Grpc;

namespace MeshRuntime.DataPlane.Calls;

/// <summary>
/// The body of a call: streams straight from the caller's connection to the next. What is small stays in the caller's own pipe until the call
/// ends, so that a failed attempt can be followed by another; once more has flowed, it cannot.
/// </summary>
public sealed class CallBody : HttpContent
{
    // Most calls are smaller, and the server's pipe holds up to 1 MB anyway (Kestrel's MaxRequestBufferSize). Linkerd keeps as much for retries.
    private const int MaxHeldBytes = 64 * 1024;

    private readonly PipeReader _reader;
    private readonly long? _length;
    private readonly long? _maxMessageBytes;
    private TaskCompletionSource? _ended;
    private CancellationTokenSource? _stop;
    private volatile bool _isAnswered;
    private volatile bool _isSent;

    /// <param name="reader">The caller's body.</param>
    /// <param name="length">In bytes, as the caller declared; null when it comes in chunks.</param>
    /// <param name="maxMessageBytes">The body is a row of gRPC messages, and none may be larger; null when it is not, or may.</param>
    public CallBody(PipeReader reader, long? length, long? maxMessageBytes = null)
    {
        _maxMessageBytes = maxMessageBytes;
        _reader = reader;
        _length = length;
    }

    /// <summary>True while the body can still be sent from its beginning.</summary>
    public bool IsRepeatable { get; private set; } = true;

    /// <summary>True when the last byte was sent.</summary>
    internal bool IsSent => _isSent;

    /// <summary>Why reading from the caller failed, when it did: too large, broken off, not well-formed.</summary>
    public Exception? ReadFailure { get; private set; }

    /// <summary>
    /// No attempt follows the one that is answered, so nothing more is kept for it: a stream of small messages that stays open for days would hold
    /// all that may be held until then. What was kept goes with the next message.
    /// </summary>
    public void Answered() => _isAnswered = true;

    /// <summary>
    /// Ends the sending, when an answer came before all of the body was read. Until this returns the caller's connection is still being read, and
    /// its request must not end.
    /// </summary>
    public async Task StopAsync()
    {
        if (_ended is not { Task.IsCompleted: false } ended)
        {
            return;
        }

        try
        {
            await _stop!.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // Race: the sending ends at this moment. That is what was asked for.
        }

        await ended.Task;
    }

    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    /// <inheritdoc/>
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (_ended is not null)
        {
            // An attempt came before this one: ours, or the client's own on a connection that broke early. It may still be reading.
            await StopAsync();
            if (!IsRepeatable)
            {
                throw new IOException("too much of the body was sent before, and it is not kept");
            }

            // What is kept was seen by that attempt, and the pipe would tell of it again only when more comes: this makes the first read return now.
            _reader.CancelPendingRead();
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _stop = stop;
        _ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            await PumpAsync(stream, stop.Token);
        }
        finally
        {
            _ended.SetResult();
        }
    }

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = _length ?? 0;
        return _length is not null;
    }

    private async Task PumpAsync(Stream stream, CancellationToken cancellation)
    {
        // A read that waits is ended through the reader, not by the token: after the latter the server could not read on, and would have to close
        // the caller's connection. A write that waits (the next hop takes nothing more) is ended by the token.
        await using var pending = cancellation.UnsafeRegister(static reader => EndRead((PipeReader)reader!), _reader);
        var sent = 0L;
        var watch = _maxMessageBytes is { } max ? new MessageWatch(max) : null;
        while (true)
        {
            if (!TryRead(out var read))
            {
                // What the caller has sent goes out now, the head of the request too: the next piece may take long, or wait for an answer.
                await stream.FlushAsync(cancellation);
                read = await ReadAsync();
            }

            if (read.IsCanceled)
            {
                // Not always this attempt's own end: a repeated one begins like this, and an attempt that was stopped just as it no longer read
                // leaves its cancellation in the pipe.
                _reader.AdvanceTo(read.Buffer.Start);
                cancellation.ThrowIfCancellationRequested();
                continue;
            }

            IsRepeatable &= !_isAnswered && read.Buffer.Length <= MaxHeldBytes;
            var isWritten = false;
            try
            {
                foreach (var segment in read.Buffer.Slice(sent))
                {
                    if (watch is not null && !watch.Accept(segment.Span))
                    {
                        throw ReadFailure = new MessageTooLargeException(_maxMessageBytes!.Value);
                    }

                    await stream.WriteAsync(segment, cancellation);
                }

                isWritten = true;
            }
            finally
            {
                // Also when the next hop broke: the server still has to read the rest, and cannot while a read is open. What was not written
                // does not count as seen, or the next attempt would wait for more before it gets what is there.
                var consumed = IsRepeatable ? read.Buffer.Start : read.Buffer.End;
                _reader.AdvanceTo(consumed, isWritten || !IsRepeatable ? read.Buffer.End : consumed);
            }

            sent = IsRepeatable ? read.Buffer.Length : 0;
            if (read.IsCompleted)
            {
                _isSent = true;
                return;
            }
        }
    }

    private static void EndRead(PipeReader reader)
    {
        try
        {
            reader.CancelPendingRead();
        }
        catch (Exception failure) when (failure is IOException or OperationCanceledException)
        {
            // Race: the caller resets its stream at this moment. The read has ended by that.
        }
    }

    private bool TryRead(out ReadResult read)
    {
        try
        {
            return _reader.TryRead(out read);
        }
        catch (Exception failure) when (Remember(failure))
        {
            throw;
        }
    }

    private async ValueTask<ReadResult> ReadAsync()
    {
        try
        {
            return await _reader.ReadAsync(CancellationToken.None);
        }
        catch (Exception failure) when (Remember(failure))
        {
            throw;
        }
    }

    // The client below wraps the exception in its own; kept here so that the side at fault can be named.
    private bool Remember(Exception failure)
    {
        ReadFailure = failure is OperationCanceledException ? ReadFailure : failure;
        return false;
    }
}
