using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.Sidecar.Servers;

/// <summary>Opens listening sockets before there is a server for them, so that a taken port is told early and by the name of its holder.</summary>
/// <param name="holder">Finds who holds a port.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Told of waiting and moving.</param>
/// <param name="open">Binds and listens; throws <see cref="SocketException"/>. Null: <see cref="Open"/>.</param>
internal sealed partial class Listener(PortHolder holder, TimeProvider time, ILogger<Listener> logger, Func<IPAddress, int, bool, Socket>? open = null)
{
    // Dapr retries for 10 s, with pauses from 100 to 500 ms.
    private static readonly TimeSpan RetryLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);

    // Kestrel's own.
    private const int Backlog = 512;

    private readonly Func<IPAddress, int, bool, Socket> _open = open ?? Open;

    /// <summary>Opens one socket for each address, all with one port. The sockets already listen; Kestrel may listen on them again.</summary>
    /// <exception cref="ListenException">One of them cannot be opened; none is.</exception>
    public async Task<IReadOnlyList<Socket>> OpenAsync(ListenRequest request, CancellationToken cancel)
    {
        var sockets = new List<Socket>();
        try
        {
            foreach (var address in request.Addresses)
            {
                var port = sockets is [{ LocalEndPoint: IPEndPoint first }, ..] ? first.Port : request.Port;
                // A socket on :: takes IPv4 too, and would meet the one on 0.0.0.0.
                var isDual = !request.Addresses.Contains(IPAddress.Any);
                sockets.Add(await OpenOneAsync(request, address, port, isDual, cancel));
            }
        }
        catch
        {
            sockets.ForEach(socket => socket.Dispose());
            throw;
        }

        return sockets;
    }

    /// <summary>Binds and listens.</summary>
    internal static Socket Open(IPAddress address, int port, bool isDual)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (address.Equals(IPAddress.IPv6Any))
            {
                socket.DualMode = isDual;
            }

            // Listening at once is what makes the port ours: two sockets that only bind can share it (SO_REUSEADDR).
            socket.Bind(new IPEndPoint(address, port));
            socket.Listen(Backlog);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task<Socket> OpenOneAsync(ListenRequest request, IPAddress address, int port, bool isDual, CancellationToken cancel)
    {
        var began = time.GetTimestamp();
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                return _open(address, port, isDual);
            }
            catch (SocketException error) when (error.SocketErrorCode == SocketError.AddressAlreadyInUse && request.MayMove)
            {
                Log.Moved(logger, port, request.PortFlag);
                (request, port) = (request with { MayMove = false }, 0);
            }
            catch (SocketException error) when (error.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // A process that listens will go on listening: waiting only hides the reason. One that merely has a connection from that
                // port, or that is not to be seen, may be gone in a moment.
                var process = holder.Find(address, port);
                if (process is { IsListening: true } || time.GetElapsedTime(began) >= RetryLimit)
                {
                    throw new ListenException(Taken(request, port, process), error);
                }

                if (pause == FirstPause)
                {
                    Log.Waiting(logger, port, request.PortFlag, RetryLimit.TotalSeconds);
                }

                await Task.Delay(pause, time, cancel);
            }
            catch (SocketException error)
            {
                throw new ListenException(Unusable(request, address, port, error), error);
            }
        }
    }

    private static string Taken(ListenRequest request, int port, HolderProcess? process)
    {
        var who = process switch
        {
            null => "another process (of another user, or out of sight)",
            { Pid: var pid } when pid == Environment.ProcessId => "this same sidecar",
            { IsListening: false } => $"a connection of {process}",
            _ => process.ToString(),
        };
        return process is null || process.Pid == Environment.ProcessId
            ? $"port {port} ({request.PortFlag}) is held by {who}; choose another with {request.PortFlag}"
            : $"port {port} ({request.PortFlag}) is held by {who}; stop it or choose another with {request.PortFlag}";
    }

    private static string Unusable(ListenRequest request, IPAddress address, int port, SocketException error) => error.SocketErrorCode switch
    {
        SocketError.AccessDenied => $"port {port} ({request.PortFlag}) is for privileged processes only; choose one above 1023 with {request.PortFlag}",
        SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported =>
            $"{address} ({request.AddressFlag}) is not an address of this host; choose one of its own with {request.AddressFlag}",
        _ => $"cannot listen on {new IPEndPoint(address, port)} ({request.PortFlag}, {request.AddressFlag}): {error.Message}",
    };

    private static partial class Log
    {
        [LoggerMessage(4101, LogLevel.Warning, "port {Port} ({Flag}) is taken and no listener is to be seen: trying again for {Seconds} s")]
        public static partial void Waiting(ILogger logger, int port, string flag, double seconds);

        [LoggerMessage(4102, LogLevel.Information, "port {Port} is taken: {Flag} gets a free one")]
        public static partial void Moved(ILogger logger, int port, string flag);
    }
}
