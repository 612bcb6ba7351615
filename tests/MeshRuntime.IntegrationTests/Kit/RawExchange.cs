using System.Net.Sockets;
using System.Text;

namespace MeshRuntime.IntegrationTests.Kit;

/// <summary>One request at a <see cref="RawApp"/>, and the means to answer it.</summary>
internal sealed class RawExchange(string head, NetworkStream stream, Socket socket, CancellationToken stopped)
{
    /// <summary>Request line and headers.</summary>
    public string Head => head;

    /// <summary>Ends when the test is over.</summary>
    public CancellationToken Stopped => stopped;

    public Task SendAsync(string text) => stream.WriteAsync(Encoding.Latin1.GetBytes(text), stopped).AsTask();

    /// <summary>Reads until the sidecar closes its end.</summary>
    public async Task ReadToEndAsync() => await stream.CopyToAsync(Stream.Null, stopped);

    /// <summary>Closes with a reset, as a process that was killed.</summary>
    public void Reset()
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Close();
    }
}
