using System.Net.Sockets;

namespace MeshRuntime.Cli.Processes;

/// <summary>Looks whether somebody listens on an app's port before the app is started.</summary>
internal static class AppPortProbe
{
    // A port of this host answers at once; another host's may not, and is then none of our business.
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(500);

    public static async Task<bool> IsTakenAsync(string host, int port, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Limit);
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(host, port, limit.Token);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }
}
