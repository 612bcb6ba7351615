using System.IO.Pipelines;

namespace MeshRuntime.DataPlane.Forwarding;

/// <summary>Moves a body from a stream to a pipe as fast as the slower side allows, holding one buffer.</summary>
internal static class BodyPump
{
    // One TLS record, one HTTP/2 frame: 16 KB (RFC 8446 5.1, RFC 9113 4.2). A larger buffer was not faster and costs memory per stream.
    private const int BufferBytes = 16 * 1024;

    /// <summary>Copies until the end.</summary>
    /// <param name="from">The body.</param>
    /// <param name="to">Where it goes; its flush waits when the reader on the other side is slow.</param>
    /// <param name="length">What the sender declared, in bytes; null when it did not.</param>
    /// <param name="cancellation">Cancelled when the reader goes away.</param>
    /// <returns>False when the body broke off.</returns>
    public static async ValueTask<bool> CopyAsync(Stream from, PipeWriter to, long? length, CancellationToken cancellation)
    {
        var left = length ?? long.MaxValue;
        var flushed = false;
        try
        {
            if (length is null)
            {
                await AwaitFirstAsync(from, to, cancellation);
            }

            while (true)
            {
                var read = await from.ReadAsync(to.GetMemory((int)Math.Clamp(left, 1, BufferBytes)), cancellation);
                if (read == 0)
                {
                    return length is null || left == 0;
                }

                if (read > left)
                {
                    // More than was declared (an HTTP/2 app can): the caller was promised less, and must not take the cut for the end.
                    return false;
                }

                to.Advance(read);
                left -= read;

                // A body that came whole goes out with the head: one write to the socket instead of two. After a first flush there is no such
                // help: over HTTP/1.1 with a Content-Length, Kestrel's end of a response flushes only while the head is unsent, and the last
                // piece would wait for the next request on the connection.
                if (left == 0 && !flushed)
                {
                    continue;
                }

                flushed = true;
                if ((await to.FlushAsync(cancellation)).IsCompleted)
                {
                    return false;
                }
            }
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>
    /// Sends the head alone when nothing of the body is there yet: a stream of events may have nothing to say for hours, and its caller waits for
    /// the head. A body with a length is about to come, and head and body go out in one write.
    /// </summary>
    private static async ValueTask AwaitFirstAsync(Stream from, PipeWriter to, CancellationToken cancellation)
    {
        // A read of nothing waits until there is something.
        var first = from.ReadAsync(Memory<byte>.Empty, cancellation);
        if (!first.IsCompleted)
        {
            await to.FlushAsync(cancellation);
        }

        await first;
    }
}
