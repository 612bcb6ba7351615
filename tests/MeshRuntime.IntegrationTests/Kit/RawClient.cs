using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MeshRuntime.IntegrationTests.Kit;

/// <summary>Speaks HTTP/1.1 byte by byte: sends exactly what it is given and normalises nothing.</summary>
internal sealed class RawClient : IAsyncDisposable
{
    private readonly Socket _socket;
    private readonly BufferedStream _stream;
    private readonly RawReader _reader;

    private RawClient(Socket socket)
    {
        _socket = socket;
        _stream = new BufferedStream(new NetworkStream(socket, ownsSocket: true), 16 * 1024);
        _reader = new RawReader(_stream);
    }

    public static async Task<RawClient> ConnectAsync(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port);
        return new RawClient(socket);
    }

    /// <summary>One request on a connection of its own: the final response, or null when the connection was closed without one.</summary>
    public static async Task<RawResponse?> ExchangeAsync(int port, string request)
    {
        await using var client = await ConnectAsync(port);
        try
        {
            await client.SendAsync(request);
        }
        catch (IOException)
        {
            // The server may refuse and close before it has read everything; what it answered is still to be read.
        }

        return await client.ReadFinalAsync(request.StartsWith("HEAD ", StringComparison.Ordinal));
    }

    /// <summary>A request without a body, with the Host header that the API expects.</summary>
    public static Task<RawResponse?> RequestAsync(int port, string verb, string target, params string[] headers) =>
        ExchangeAsync(port, Head(port, verb, target, headers));

    public static string Head(int port, string verb, string target, params string[] headers) =>
        $"{verb} {target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{string.Concat(headers.Select(header => header + "\r\n"))}\r\n";

    /// <summary>Sends each char as one byte.</summary>
    public Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    // Straight to the socket: a BufferedStream cannot be read and written at the same time.
    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            while (!bytes.IsEmpty)
            {
                bytes = bytes[await _socket.SendAsync(bytes)..];
            }
        }
        catch (SocketException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    /// <summary>Ends the sending direction; answers can still be read.</summary>
    public void ShutdownSend() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Closes with a reset, as a process that was killed does.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Close();
    }

    /// <summary>The first response that is not 1xx; null when the connection ended before one.</summary>
    public async Task<RawResponse?> ReadFinalAsync(bool isHead = false)
    {
        var response = await ReadAsync(isHead);
        while (response is { Status: >= 100 and < 200 and not 101 })
        {
            response = await ReadAsync(isHead);
        }

        return response;
    }

    /// <summary>The next response, 1xx included; null when the connection ended before one.</summary>
    public Task<RawResponse?> ReadAsync(bool isHead = false) => Wait.ForAsync(_reader.ReadAsync(isHead), "an HTTP response");

    /// <summary>Status line and headers only; the body is left for <see cref="ReadChunkAsync"/>.</summary>
    public Task<RawResponse?> ReadHeadAsync() => Wait.ForAsync(_reader.ReadHeadAsync(), "the head of an HTTP response");

    /// <summary>The next chunk of a chunked body, empty for the last one; null when the connection ended instead.</summary>
    public Task<byte[]?> ReadChunkAsync() => Wait.ForAsync(_reader.ReadChunkAsync(), "a chunk");

    /// <summary>True when the server closes the connection; what it still sends is thrown away.</summary>
    public async Task<bool> IsClosedByServerAsync()
    {
        try
        {
            var buffer = new byte[4096];
            while (await Wait.ForAsync(_stream.ReadAsync(buffer).AsTask(), "the connection is closed") > 0)
            {
            }

            return true;
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>The socket first: a buffered stream with a read still open would wait for it.</summary>
    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        await _stream.DisposeAsync();
    }
}
