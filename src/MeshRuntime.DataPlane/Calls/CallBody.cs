using System.Buffers;
using System.IO.Pipelines;
using System.Net;

namespace MeshRuntime.DataPlane.Calls;

/// <summary>
/// The body of a call: streamed once, straight from the caller's connection to the next, never held. As long as nothing was read, a failed
/// attempt can be followed by another.
/// </summary>
public sealed class CallBody : HttpContent
{
    private readonly PipeReader _reader;
    private readonly long? _length;
    private TaskCompletionSource? _ended;
    private CancellationTokenSource? _stop;

    /// <param name="reader">The caller's body.</param>
    /// <param name="length">In bytes, as the caller declared; null when it comes in chunks.</param>
    public CallBody(PipeReader reader, long? length)
    {
        _reader = reader;
        _length = length;
    }

    /// <summary>True once bytes were taken from the caller: the body cannot be sent from its beginning again.</summary>
    public bool IsStarted { get; private set; }

    /// <summary>Why reading from the caller failed, when it did: too large, broken off, not well-formed.</summary>
    public Exception? ReadFailure { get; private set; }

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
        if (IsStarted)
        {
            // The client retries by itself on a connection that broke early. What is already taken from the caller cannot be sent twice.
            throw new IOException("the body was sent before and is not kept");
        }

        IsStarted = true;
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
        await using var pending = cancellation.UnsafeRegister(static reader => ((PipeReader)reader!).CancelPendingRead(), _reader);
        while (true)
        {
            var read = await ReadAsync();
            if (read.IsCanceled)
            {
                _reader.AdvanceTo(read.Buffer.Start);
                throw new OperationCanceledException("the sending of the body was stopped", cancellation);
            }

            try
            {
                foreach (var segment in read.Buffer)
                {
                    await stream.WriteAsync(segment, cancellation);
                }
            }
            finally
            {
                // Also when the next hop broke: the server still has to read the rest, and cannot while a read is open.
                _reader.AdvanceTo(read.Buffer.End);
            }

            if (read.IsCompleted)
            {
                return;
            }

            // What the caller has sent goes out now: the next piece may take long, and the app may be waiting for this one.
            await stream.FlushAsync(cancellation);
        }
    }

    private async ValueTask<ReadResult> ReadAsync()
    {
        try
        {
            return await _reader.ReadAsync(CancellationToken.None);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // The client below wraps this in its own exception; kept here so that the side at fault can be named.
            ReadFailure = failure;
            throw;
        }
    }
}
