using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace MeshRuntime.Api.Http;

/// <summary>Takes a request's body into memory, for what has to be whole: messages, values.</summary>
internal static class RequestBytes
{
    /// <summary>Reads to the end.</summary>
    /// <returns>The bytes; or what is wrong with them, in Dapr's words where it has some.</returns>
    public static async ValueTask<(ReadOnlyMemory<byte> Bytes, string? Problem)> ReadAsync(HttpContext context)
    {
        var bytes = new ArrayBufferWriter<byte>((int)Math.Clamp(context.Request.ContentLength ?? 0, 256, 1024 * 1024));
        var reader = context.Request.BodyReader;
        try
        {
            while (true)
            {
                var read = await reader.ReadAsync(context.RequestAborted);
                foreach (var part in read.Buffer)
                {
                    bytes.Write(part.Span);
                }

                reader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                {
                    return (bytes.WrittenMemory, null);
                }
            }
        }
        catch (BadHttpRequestException failure)
        {
            return (default, failure.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? "stream too large: raise --max-body-size if this is intended"
                : failure.Message);
        }
        catch (IOException failure)
        {
            return (default, $"the request broke off: {failure.Message}");
        }
    }
}
