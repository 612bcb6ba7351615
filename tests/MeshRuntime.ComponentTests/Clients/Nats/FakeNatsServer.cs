using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MeshRuntime.ComponentTests.Clients.Nats;

/// <summary>A server that says exactly what a test lets it say.</summary>
internal sealed class FakeNatsServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private NetworkStream? _stream;

    public FakeNatsServer() => _listener.Start();

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Takes the next connection and says INFO.</summary>
    public async Task AcceptAsync(string info = """{"headers":true,"max_payload":1024}""")
    {
        var next = (await _listener.AcceptTcpClientAsync()).GetStream();
        _stream?.Dispose();
        _stream = next;
        await SayAsync($"INFO {info}\r\n");
    }

    /// <summary>Takes the next connection and lets it in.</summary>
    public async Task WelcomeAsync(string info = """{"headers":true,"max_payload":1024}""")
    {
        await AcceptAsync(info);
        await HearAsync("PING\r\n");
        await SayAsync("PONG\r\n");
    }

    public async Task SayAsync(string text) => await _stream!.WriteAsync(Encoding.UTF8.GetBytes(text));

    /// <summary>Reads until what came ends so, and returns all of it.</summary>
    public async Task<string> HearAsync(string end)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var heard = new StringBuilder();
        var one = new byte[1];
        while (!heard.ToString().EndsWith(end, StringComparison.Ordinal))
        {
            if (await _stream!.ReadAsync(one, patience.Token) == 0)
            {
                throw new EndOfStreamException($"hung up after \"{heard}\"");
            }

            heard.Append((char)one[0]);
        }

        return heard.ToString();
    }

    public void HangUp() => _stream?.Dispose();

    public void Dispose()
    {
        _stream?.Dispose();
        _listener.Dispose();
    }
}
