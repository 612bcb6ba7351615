using System.Globalization;
using System.Text;

namespace MeshRuntime.IntegrationTests.Kit;

/// <summary>Reads HTTP/1.1 responses and says whether each was whole by its own framing.</summary>
internal sealed class RawReader(Stream stream)
{
    public async Task<RawResponse?> ReadAsync(bool isHead)
    {
        if (await ReadHeadAsync() is not { } head)
        {
            return null;
        }

        if (isHead || head.Status is (>= 100 and < 200) or 204 or 304)
        {
            return head;
        }

        using var body = new MemoryStream();
        var isComplete = head.Header("Transfer-Encoding") is { } coding && coding.EndsWith("chunked", StringComparison.OrdinalIgnoreCase)
            ? await ReadChunksAsync(body)
            : head.Header("Content-Length") is { } length
                ? await ReadBytesAsync(body, long.Parse(length, CultureInfo.InvariantCulture))
                : await ReadToEndAsync(body);
        return head with { Body = body.ToArray(), IsComplete = isComplete };
    }

    public async Task<RawResponse?> ReadHeadAsync()
    {
        if (await ReadLineAsync() is not { Length: > 0 } statusLine)
        {
            return null;
        }

        List<KeyValuePair<string, string>> headers = [];
        while (await ReadLineAsync() is { Length: > 0 } line)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            headers.Add(new(line[..colon], line[(colon + 1)..].Trim()));
        }

        return new RawResponse(statusLine, headers, [], IsComplete: true);
    }

    private async Task<bool> ReadChunksAsync(MemoryStream body)
    {
        while (true)
        {
            switch (await ReadChunkAsync())
            {
                case null: return false;
                case []: return true;
                case { } chunk: body.Write(chunk); break;
            }
        }
    }

    public async Task<byte[]?> ReadChunkAsync()
    {
        if (await ReadLineAsync() is not { Length: > 0 } size)
        {
            return null;
        }

        var length = int.Parse(size.Split(';')[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        if (length == 0)
        {
            // Trailers, if any, and the empty line.
            while (await ReadLineAsync() is { Length: > 0 })
            {
            }

            return [];
        }

        using var chunk = new MemoryStream();
        return await ReadBytesAsync(chunk, length) && await ReadLineAsync() is "" ? chunk.ToArray() : null;
    }

    private async Task<bool> ReadBytesAsync(MemoryStream body, long length)
    {
        var buffer = new byte[16 * 1024];
        while (length > 0)
        {
            var read = await ReadSomeAsync(buffer.AsMemory(0, (int)Math.Min(length, buffer.Length)));
            if (read == 0)
            {
                return false;
            }

            body.Write(buffer, 0, read);
            length -= read;
        }

        return true;
    }

    // Without a length the end of the connection ends the body; only a reset shows that it was cut.
    private async Task<bool> ReadToEndAsync(MemoryStream body)
    {
        try
        {
            await stream.CopyToAsync(body);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private async Task<int> ReadSomeAsync(Memory<byte> buffer)
    {
        try
        {
            return await stream.ReadAsync(buffer);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private async Task<string?> ReadLineAsync()
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (await ReadSomeAsync(one) == 1)
        {
            if (one[0] == '\n')
            {
                return line.ToString().TrimEnd('\r');
            }

            line.Append((char)one[0]);
        }

        return null;
    }
}
