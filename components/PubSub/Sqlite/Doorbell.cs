using System.Buffers.Binary;
using System.Net.Sockets;

namespace MeshRuntime.Components.PubSub.Sqlite;

/// <summary>
/// Tells other processes that a topic has something for them: one datagram of a topic's number to a unix socket in a folder that only the owner may
/// enter. A datagram needs no connection, wakes exactly the one process, and a missing listener is an error at once; a FIFO blocks without a reader,
/// and inotify wakes everybody for everything. A ring that is lost costs a second at most: the <see cref="Patrol"/> looks, too.
/// </summary>
internal sealed class Doorbell : IAsyncDisposable
{
    // sun_path has 108 bytes on Linux and 104 on macOS, the closing zero included.
    private const int MaxAddress = 103;

    // The kernel queues ten datagrams (net.unix.max_dgram_qlen) and refuses more. After half as many in a row some may have been refused.
    private const int Many = 5;

    private const string FolderPrefix = "mesh-bell-";

    private readonly Socket _ear;
    private readonly Socket _hand;
    private readonly CancellationTokenSource _stop = new();
    private Task _listening = Task.CompletedTask;

    private Doorbell(string address, Socket ear)
    {
        Address = address;
        _ear = ear;
        _hand = NewSocket();
        _hand.Blocking = false;
    }

    public string Address { get; }

    /// <returns>Null where there are no such sockets (Windows), or no place for one.</returns>
    public static Doorbell? TryOpen(string path)
    {
        // A deep folder makes the address too long; another private folder does as well, since the owner's row says where it is.
        var address = path.Length <= MaxAddress ? path : Path.Combine(Directory.CreateTempSubdirectory(FolderPrefix).FullName, "bell");
        if (OperatingSystem.IsWindows() || address.Length > MaxAddress)
        {
            return null;
        }

        Socket? ear = null;
        try
        {
            ear = NewSocket();
            ear.Bind(new UnixDomainSocketEndPoint(address));
            return new Doorbell(address, ear);
        }
        catch (SocketException)
        {
            // A file system without sockets.
            ear?.Dispose();
            return null;
        }
    }

    /// <summary>The folder that was made for this file alone; null when none was.</summary>
    public static string? FolderOf(string path) =>
        Path.GetDirectoryName(path) is { } folder && Path.GetFileName(folder).StartsWith(FolderPrefix, StringComparison.Ordinal) ? folder : null;

    /// <param name="rung">Given a topic's number, or null: look at every topic.</param>
    public void Listen(Action<long?> rung) => _listening = ListenAsync(rung);

    public void Ring(string address, long topic)
    {
        Span<byte> number = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(number, topic);
        try
        {
            _hand.SendTo(number, SocketFlags.None, new UnixDomainSocketEndPoint(address));
        }
        catch (SocketException)
        {
            // Nobody is there any more, or it has enough to look at (see Many).
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _listening;
        _ear.Dispose();
        _hand.Dispose();
        _stop.Dispose();
    }

    private static Socket NewSocket() => new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);

    private async Task ListenAsync(Action<long?> rung)
    {
        var number = new byte[sizeof(long)];
        var inARow = 0;
        try
        {
            while (true)
            {
                var length = await _ear.ReceiveAsync(number, SocketFlags.None, _stop.Token);
                if (length == sizeof(long))
                {
                    rung(BinaryPrimitives.ReadInt64LittleEndian(number));
                }

                if (_ear.Available > 0)
                {
                    inARow++;
                }
                else
                {
                    if (inARow >= Many)
                    {
                        rung(null);
                    }

                    inARow = 0;
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            // Disposed; or the socket is broken, and the Patrol has to do.
        }
    }
}
