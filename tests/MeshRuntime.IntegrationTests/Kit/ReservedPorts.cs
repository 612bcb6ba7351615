using System.Net;
using System.Net.Sockets;

namespace MeshRuntime.IntegrationTests.Kit;

/// <summary>
/// Hands out ports that nobody else gets: each is locked by a file for as long as the test lives, and lies below the range from which the kernel
/// takes the ports of outgoing connections.
/// </summary>
internal sealed class ReservedPorts : IDisposable
{
    // Linux takes outgoing ports from 32768 up. Below 20000 live the defaults of well-known servers, Dapr's 3500 and 9090 among them.
    private const int First = 20_000;
    private const int Count = 10_000;

    private readonly List<FileStream> _locks = [];
    private readonly Lock _gate = new();

    public int Next()
    {
        var folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "mesh-test-ports"));
        var start = Random.Shared.Next(Count);
        for (var i = 0; i < Count; i++)
        {
            var port = First + ((start + i) % Count);
            if (TryLock(Path.Combine(folder.FullName, $"{port}")) is not { } held)
            {
                continue;
            }

            if (IsFree(port))
            {
                lock (_gate)
                {
                    _locks.Add(held);
                }

                return port;
            }

            held.Dispose();
        }

        throw new InvalidOperationException($"no free port from {First} to {First + Count - 1}");
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _locks.ForEach(held => held.Dispose());
            _locks.Clear();
        }
    }

    private static FileStream? TryLock(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var any = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            any.Bind(new IPEndPoint(IPAddress.Any, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
