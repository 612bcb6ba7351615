using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace MeshRuntime.Client;

/// <summary>Reads bodies of answers: as JSON, as values one after the other, or as text for an exception.</summary>
internal static class AnswerBody
{
    /// <summary>How much of an error's body is kept.</summary>
    public const int MaxErrorBytes = 64 * 1024;

    // Above this a body is read in pieces: a rented buffer of its whole length would be too large for the shared pool's caches.
    private const int MaxWholeBytes = 64 * 1024;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>The body as JSON; null when it is empty.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<T?> ReadAsync<T>(HttpContent content, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        var length = content.Headers.ContentLength;
        if (length == 0)
        {
            return default;
        }

        var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        return length <= MaxWholeBytes
            ? await ReadWholeAsync(stream, (int)length.Value, type, cancellationToken).ConfigureAwait(false)
            : await ReadPiecesAsync(stream, type, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// The values of a body as they come: the elements if it is one JSON array, else one value after the other, which is what lines of JSON are.
    /// </summary>
    public static async IAsyncEnumerable<T> ReadValuesAsync<T>(
        HttpContent content, JsonTypeInfo<T> type, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = PipeReader.Create(await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false));
        try
        {
            if (await FirstAsync(reader, cancellationToken).ConfigureAwait(false) is not { } first)
            {
                yield break;
            }

            // Lines of arrays begin with a bracket, too; only the type of the body tells them from one array.
            var isArray = first == '[' && !IsLines(content.Headers.ContentType?.MediaType);
            await foreach (var value in JsonSerializer.DeserializeAsyncEnumerable(reader, type, topLevelValues: !isArray, cancellationToken).ConfigureAwait(false))
            {
                // A null in the stream is a value of the caller's type, or a mistake of the server's that T cannot tell.
                yield return value!;
            }
        }
        finally
        {
            await reader.CompleteAsync().ConfigureAwait(false);
        }
    }

    /// <summary>The beginning of a body as text.</summary>
    public static async ValueTask<string> ReadTextAsync(HttpContent content, CancellationToken cancellationToken)
    {
        var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var bytes = ArrayPool<byte>.Shared.Rent(MaxErrorBytes);
        try
        {
            var length = await stream.ReadAtLeastAsync(bytes.AsMemory(0, MaxErrorBytes), MaxErrorBytes, throwOnEndOfStream: false, cancellationToken)
                .ConfigureAwait(false);
            return Encoding.UTF8.GetString(bytes, 0, length);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<T?> ReadWholeAsync<T>(Stream stream, int length, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            await stream.ReadExactlyAsync(bytes.AsMemory(0, length), cancellationToken).ConfigureAwait(false);
            var json = bytes.AsSpan(0, length);
            return JsonSerializer.Deserialize(json.StartsWith(ByteOrderMark) ? json[ByteOrderMark.Length..] : json, type);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private static async ValueTask<T?> ReadPiecesAsync<T>(Stream stream, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        var reader = PipeReader.Create(stream);
        try
        {
            return await FirstAsync(reader, cancellationToken).ConfigureAwait(false) is null
                ? default
                : await JsonSerializer.DeserializeAsync(reader, type, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await reader.CompleteAsync().ConfigureAwait(false);
        }
    }

    /// <summary>The first byte that is no white space, left unread; null when there is none.</summary>
    private static async ValueTask<byte?> FirstAsync(PipeReader reader, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            var blank = 0L;
            foreach (var segment in read.Buffer)
            {
                var at = segment.Span.IndexOfAnyExcept(" \t\r\n"u8);
                if (at >= 0)
                {
                    var first = segment.Span[at];
                    reader.AdvanceTo(read.Buffer.GetPosition(blank + at));
                    return first;
                }

                blank += segment.Length;
            }

            reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                return null;
            }
        }
    }

    private static bool IsLines(string? mediaType) =>
        mediaType is "application/x-ndjson" or "application/ndjson" or "application/jsonl" or "application/x-jsonlines" or "application/json-lines";
}
