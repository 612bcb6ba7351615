namespace MeshRuntime.DataPlane.Forwarding;

/// <summary>Takes an app's answer into memory, for callers that get it inside a message. Everybody else gets it as a stream.</summary>
public static class WholeBody
{
    // As BodyPump's.
    private const int BufferBytes = 16 * 1024;

    // What is taken on the word of a Content-Length.
    private const int MaxBytesAtOnce = 1024 * 1024;

    /// <summary>Reads to the end.</summary>
    /// <param name="answer">Disposing it stays with who called.</param>
    /// <param name="maxBytes">The most that is kept; below 2 GB.</param>
    /// <param name="cancellation">Cancelled when the caller goes away.</param>
    /// <returns>Bytes; or what is wrong with them: longer than allowed, or broken off.</returns>
    public static async ValueTask<(ReadOnlyMemory<byte> Bytes, string? Problem)> ReadAsync(
        HttpResponseMessage answer, long maxBytes, CancellationToken cancellation)
    {
        var length = answer.Content.Headers.ContentLength;
        if (length > maxBytes)
        {
            return (default, TooLong(maxBytes));
        }

        using var bytes = new MemoryStream((int)Math.Min(length ?? 0, MaxBytesAtOnce));
        try
        {
            await using var body = await answer.Content.ReadAsStreamAsync(cancellation);
            var buffer = new byte[BufferBytes];
            int read;
            while ((read = await body.ReadAsync(buffer, cancellation)) > 0)
            {
                if (bytes.Length + read > maxBytes)
                {
                    return (default, TooLong(maxBytes));
                }

                bytes.Write(buffer, 0, read);
            }
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException or OperationCanceledException)
        {
            return (default, $"the app's answer broke off: {SendFailure.ReasonOf(failure)}");
        }

        return (bytes.GetBuffer().AsMemory(0, (int)bytes.Length), null);
    }

    private static string TooLong(long maxBytes) => $"the app's answer is longer than --max-body-size ({maxBytes} bytes)";
}
