using System.Net.Sockets;

namespace MeshRuntime.Sidecar.Servers;

/// <summary>A socket of the API in the file system: <c>&lt;folder&gt;/dapr-&lt;app-id&gt;-http.socket</c> or <c>…-grpc.socket</c>, for this user only.</summary>
internal static class UnixSocket
{
    private const int Backlog = 512; // as for TCP

    /// <summary>Opens the socket, in place of one that a dead sidecar left behind.</summary>
    /// <exception cref="ListenException">The folder is missing, or another sidecar listens there.</exception>
    public static Socket Open(string folder, string appId, string protocol)
    {
        var path = Path.Combine(folder, $"dapr-{appId}-{protocol}.socket");
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            Directory.CreateDirectory(folder);
            RemoveDead(path);
            socket.Bind(new UnixDomainSocketEndPoint(path));
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            socket.Listen(Backlog);
            return socket;
        }
        catch (Exception error) when (error is SocketException or IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)
        {
            socket.Dispose();
            throw new ListenException($"cannot listen on {path} ({error.Message}); choose another folder with --unix-domain-socket", error);
        }
    }

    private static void RemoveDead(string path)
    {
        if (!File.Exists(path))
        {
            return;
        }

        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException)
        {
            File.Delete(path);
            return;
        }

        throw new IOException("another sidecar of this app listens there");
    }
}
