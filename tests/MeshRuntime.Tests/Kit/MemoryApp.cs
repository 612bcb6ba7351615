using System.Globalization;
using System.Text;

namespace MeshRuntime.Tests.Kit;

/// <summary>An app in memory that speaks HTTP/1.1: keeps what it is sent, byte for byte, and answers what it is told.</summary>
internal sealed class MemoryApp
{
    public const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private readonly Queue<string?> _answers = new();
    private readonly List<string> _requests = [];
    private int _connections;

    public int Connections => Volatile.Read(ref _connections);

    /// <summary>The requests so far, head and body as they came.</summary>
    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (_requests)
            {
                return [.. _requests];
            }
        }
    }

    /// <summary>The next answers; null closes the connection instead. After the last one, every request is answered with ok.</summary>
    public MemoryApp Then(params string?[] answers)
    {
        Array.ForEach(answers, _answers.Enqueue);
        return this;
    }

    /// <summary>Opens a connection to the app.</summary>
    public ValueTask<Stream> ConnectAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var (near, far) = DuplexPair.Create();
        Interlocked.Increment(ref _connections);
        _ = ServeAsync(far);
        return new(near);
    }

    /// <summary>The value of a header of a request, all of its lines in order.</summary>
    public static string[] HeadersOf(string request, string name) =>
    [
        .. request[..request.IndexOf("\r\n\r\n", StringComparison.Ordinal)].Split("\r\n").Skip(1)
            .Where(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)).Select(line => line[(name.Length + 1)..].Trim()),
    ];

    private async Task ServeAsync(Stream connection)
    {
        await using (connection)
        {
            while (await ReadAsync(connection) is { } request)
            {
                string? answer;
                lock (_requests)
                {
                    _requests.Add(request);
                    answer = _answers.Count > 0 ? _answers.Dequeue() : Ok;
                }

                if (answer is null)
                {
                    return;
                }

                await connection.WriteAsync(Encoding.Latin1.GetBytes(answer));
            }
        }
    }

    private static async Task<string?> ReadAsync(Stream connection)
    {
        var text = new StringBuilder();
        var one = new byte[1];
        while (!IsWhole(text.ToString()))
        {
            if (await connection.ReadAsync(one) == 0)
            {
                return null;
            }

            text.Append((char)one[0]);
        }

        return text.ToString();
    }

    private static bool IsWhole(string text)
    {
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0)
        {
            return false;
        }

        var body = text[(end + 4)..];
        return HeadersOf(text, "Content-Length") is [var length]
            ? body.Length >= int.Parse(length, CultureInfo.InvariantCulture)
            : HeadersOf(text, "Transfer-Encoding") is not ["chunked"] || body.EndsWith("0\r\n\r\n", StringComparison.Ordinal);
    }
}
