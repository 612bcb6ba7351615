using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MeshRuntime.IntegrationTests.Kit;

/// <summary>An app that answers with bytes that no server library would send: broken framing, early ends, odd status lines.</summary>
internal sealed class RawApp : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private int _requests;

    private RawApp(int port, Func<RawExchange, Task> answer)
    {
        Port = port;
        Answer = answer;
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>Called for each request; the connection is closed when it returns.</summary>
    public Func<RawExchange, Task> Answer { get; set; }

    /// <summary>Requests whose head has come whole.</summary>
    public int Requests => Volatile.Read(ref _requests);

    public static RawApp Start(int port, Func<RawExchange, Task> answer) => new(port, answer);

    /// <summary>An app that sends these chars as bytes and closes.</summary>
    public static RawApp Start(int port, string answer) => new(port, exchange => exchange.SendAsync(answer));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> connections = [];
        try
        {
            while (true)
            {
                connections.Add(ServeAsync(await _listener.AcceptSocketAsync(_stop.Token)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            await using var stream = new NetworkStream(socket, ownsSocket: true);
            var head = new StringBuilder();
            var one = new byte[1];
            while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
            {
                if (await stream.ReadAsync(one, _stop.Token) == 0)
                {
                    // The sidecar only looked whether the port accepts.
                    return;
                }

                head.Append((char)one[0]);
            }

            Interlocked.Increment(ref _requests);
            await Answer(new RawExchange(head.ToString(), stream, socket, _stop.Token));
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The other end is gone, or the test is over.
        }
    }
}
