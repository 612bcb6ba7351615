using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace MeshRuntime.ComponentTests.Kit;

/// <summary>
/// A way to a server that can be cut as a cable is: no packet arrives any more, not even an acknowledgement of TCP's or the wish to connect, and
/// nobody is told. A filter on the sockets does it in the kernel, which needs no rights.
/// </summary>
internal sealed class Cable : IAsyncDisposable
{
    // asm-generic/socket.h, the same on x64 and Arm.
    private const int SocketLevel = 1;
    private const int AttachFilter = 26;
    private const int DetachFilter = 27;

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _lock = new();
    private readonly HashSet<Socket> _clients = [];
    private readonly List<Task> _carrying = [];
    private readonly int _server;
    private readonly Task _accepting;
    private TaskCompletionSource _whole = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="server">The port of the server on loopback.</param>
    public Cable(int server)
    {
        _server = server;
        _whole.SetResult();
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        Port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
        _accepting = AcceptAsync();
    }

    /// <summary>Where clients connect.</summary>
    public int Port { get; }

    public void Cut()
    {
        lock (_lock)
        {
            _whole = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            foreach (var socket in (Socket[])[_listener, .. _clients])
            {
                DropAll(socket);
            }
        }
    }

    public void Mend()
    {
        lock (_lock)
        {
            foreach (var socket in (Socket[])[_listener, .. _clients])
            {
                socket.SetRawSocketOption(SocketLevel, DetachFilter, new byte[4]);
            }

            _whole.SetResult();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_carrying);
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                // A socket that was accepted in the moment of a cut has the listener's filter already.
                var client = await _listener.AcceptAsync(_end.Token);
                client.NoDelay = true;
                lock (_lock)
                {
                    _clients.Add(client);
                }

                _carrying.Add(CarryAsync(client));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task CarryAsync(Socket client)
    {
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, _server, _end.Token);
            await Task.WhenAny(PassAsync(client, server), PassAsync(server, client));
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // The server is away, or the test is over.
        }

        lock (_lock)
        {
            _clients.Remove(client);
        }

        client.Dispose();
    }

    private async Task PassAsync(Socket from, Socket to)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            while (await from.ReceiveAsync(buffer.AsMemory(), _end.Token) is > 0 and var count)
            {
                await _whole.Task.WaitAsync(_end.Token);
                for (var sent = 0; sent < count;)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), _end.Token);
                }
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One end went; the other is closed with it.
        }
    }

    /// <summary>Gives the socket a program of the classic packet filter with one instruction: keep nothing of any packet.</summary>
    private static unsafe void DropAll(Socket socket)
    {
        var keepNothing = new Instruction { Code = 0x06 }; // BPF_RET | BPF_K
        var program = new FilterProgram { Length = 1, Instructions = &keepNothing };
        socket.SetRawSocketOption(SocketLevel, AttachFilter, MemoryMarshal.AsBytes(new ReadOnlySpan<FilterProgram>(in program)));
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Instruction
    {
        public ushort Code;
        public byte JumpIfTrue;
        public byte JumpIfFalse;
        public uint Operand;
    }

    [StructLayout(LayoutKind.Sequential)]
    private unsafe struct FilterProgram
    {
        public ushort Length;
        public Instruction* Instructions;
    }
}
