using System.Net;
using System.Net.Sockets;

namespace MeshRuntime.Cli.Processes;

/// <summary>Chooses free ports and keeps each of them until its user listens.</summary>
/// <remarks>
/// A port is kept by a socket that is bound but does not listen. The kernel then gives the port to nobody who asks for "any", while
/// a program that names it can listen on it, because both sockets allow the reuse of addresses.
/// </remarks>
internal sealed class PortAllocator : IDisposable
{
    private readonly Dictionary<int, Socket> _kept = [];
    private readonly HashSet<int> _given;
    private readonly Lock _changing = new();

    /// <param name="taken">Ports that the user has given to something: never chosen.</param>
    public PortAllocator(IEnumerable<int> taken) => _given = [.. taken];

    public int Take()
    {
        lock (_changing)
        {
            while (true)
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
                socket.Bind(new IPEndPoint(IPAddress.Any, 0));
                var port = (socket.LocalEndPoint as IPEndPoint)?.Port ?? 0;
                // Kept even when it is not given out: else the kernel could offer it again at once.
                if (_kept.TryAdd(port, socket) && _given.Add(port))
                    return port;
            }
        }
    }

    public void Dispose()
    {
        foreach (var socket in _kept.Values)
            socket.Dispose();
    }
}
