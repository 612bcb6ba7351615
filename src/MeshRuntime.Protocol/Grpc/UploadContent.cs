using System.Net;

namespace MeshRuntime.Protocol.Grpc;

/// <summary>The body of a request that is written while its answer is read: hands the stream out, and stays open until it is told to end.</summary>
internal sealed class UploadContent : HttpContent
{
    private readonly TaskCompletionSource<Stream?> _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The body's stream, when the request is on its way; null when it will never be.</summary>
    public Task<Stream?> Opened => _opened.Task;

    /// <summary>Ends the body.</summary>
    public void Complete() => _completed.TrySetResult();

    /// <summary>
    /// Breaks the body off if it has not ended, and ends the wait for a stream that will not come. It must not look complete: the callee would take the
    /// messages that it has for all there are, and act on them.
    /// </summary>
    public void Abandon()
    {
        _opened.TrySetResult(null);
        _completed.TrySetCanceled();
    }

    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    /// <inheritdoc/>
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        // The client below begins anew on another connection when the first one turned the request away. What was written is gone by then.
        if (!_opened.TrySetResult(stream))
        {
            throw new IOException("a stream of messages cannot be sent a second time");
        }

        // A callee may have to see the headers before either side has a message to send.
        await stream.FlushAsync(cancellationToken);

        // Not by the token, which fires when the callee resets the stream: the client below would report the cancellation of this body and hide
        // the reset's code behind it. Whoever holds the call completes or abandons the body whenever the call ends.
        await _completed.Task;
    }

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
