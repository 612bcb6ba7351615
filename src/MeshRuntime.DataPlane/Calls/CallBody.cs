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
    public Task StopAsync()
    {
        if (_ended is not { Task.IsCompleted: false } ended)
        {
            return Task.CompletedTask;
        }

        _reader.CancelPendingRead();
        return ended.Task;
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
        _ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            await PumpAsync(stream, cancellationToken);
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
        while (true)
        {
            var read = await ReadAsync(cancellation);
            if (read.IsCanceled)
            {
                _reader.AdvanceTo(read.Buffer.Start);
                throw new IOException("the answer came before the body was sent");
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

    private async ValueTask<ReadResult> ReadAsync(CancellationToken cancellation)
    {
        try
        {
            return await _reader.ReadAsync(cancellation);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // The client below wraps this in its own exception; kept here so that the side at fault can be named.
            ReadFailure = failure;
            throw;
        }
    }
}
