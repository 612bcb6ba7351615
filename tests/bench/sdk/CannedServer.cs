using System.Net;
using System.Net.Sockets;

namespace MeshRuntime.SdkBench;

/// <summary>
/// Answers every request with the same bytes, and allocates nothing for it: what is measured is the client. Requests are small and without a body, so that one read has one.
/// </summary>
internal sealed class CannedServer : IDisposable
{
    private static readonly byte[] Answer =
        [.. "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 46\r\n\r\n"u8, .. """{"id":7,"item":"a pound of tea","quantity":12}"""u8];

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public CannedServer()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndPoint!).Port}");
        new Thread(Accept) { IsBackground = true }.Start();
    }

    public Uri Address { get; }

    public void Dispose() => _listener.Dispose();

    // Threads that block: the pool is the client's alone.
    private void Accept()
    {
        try
        {
            while (true)
            {
                var connection = _listener.Accept();
                connection.NoDelay = true;
                new Thread(() => Serve(connection)) { IsBackground = true }.Start();
            }
        }
        catch (SocketException)
        {
            // The benchmark is over.
        }
    }

    private static void Serve(Socket connection)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (connection.Receive(buffer) > 0)
            {
                connection.Send(Answer);
            }
        }
        catch (SocketException)
        {
            // The client is gone.
        }
    }
}
