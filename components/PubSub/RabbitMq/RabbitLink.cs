using System.Net.Sockets;
using System.Runtime.InteropServices;
using MeshRuntime.Abstractions.Components;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace MeshRuntime.Components.PubSub.RabbitMq;

/// <summary>
/// One connection that is made when it is needed, and again after it was lost. Publishing and subscribing have one each: a broker that runs out of
/// memory stops reading from who publishes, and the acknowledgements that would make room must not be stuck behind.
/// </summary>
internal sealed partial class RabbitLink(RabbitMqOptions options, string purpose, TimeProvider time, ILogger log) : IAsyncDisposable
{
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _disposed = new();
    private Task<IConnection>? _making;
    private volatile IConnection? _made;
    private volatile Socket? _socket;
    private volatile string? _blocked;

    /// <summary>Why the broker takes no messages at present, in its own words; null when it does.</summary>
    public string? Blocked => _blocked;

    /// <summary>The connection; callers that come while it is made wait for the same attempt.</summary>
    /// <exception cref="ComponentException">There is none.</exception>
    public Task<IConnection> GetAsync(CancellationToken cancellation)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed.IsCancellationRequested, this);
            if (_making is null or { IsFaulted: true } || _made is { IsOpen: false })
            {
                _made = null;
                _making = ConnectAsync();
            }

            return _making.WaitAsync(cancellation);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task<IConnection>? last;
        lock (_lock)
        {
            _disposed.Cancel();
            last = _making;
        }

        if (last is null)
        {
            return;
        }

        try
        {
            await CloseAsync(await last);
        }
        catch (ComponentException)
        {
            // Never made.
        }
    }

    private async Task CloseAsync(IConnection connection)
    {
        if (_blocked is null)
        {
            await connection.CloseAsync(200, "Goodbye", CloseLimit, abort: true, CancellationToken.None);
        }
        else
        {
            // It reads nothing from this connection, and the client would wait 20 s for it to take leave.
            _socket?.Dispose();
        }

        await connection.DisposeAsync();
    }

    private async Task<IConnection> ConnectAsync()
    {
        await Task.Yield(); // out of the lock
        using var limit = new CancellationTokenSource(ConnectLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _disposed.Token);
        try
        {
            var connection = await Factory().CreateConnectionAsync(either.Token);
            await ProveAsync(connection, either.Token);
            _blocked = null;
            connection.ConnectionShutdownAsync += OnLost;
            connection.ConnectionBlockedAsync += OnBlocked;
            connection.ConnectionUnblockedAsync += OnUnblocked;
            _made = connection;
            Log.Connected(log, options.Address, purpose);
            return connection;
        }
        catch (OperationCanceledException e)
        {
            throw new ComponentException(
                ComponentFault.Unavailable,
                $"RabbitMQ at {options.Address} did not answer within {ConnectLimit.TotalSeconds} s. See that the broker runs and can be reached from here.",
                e);
        }
        catch (Exception e) when (RabbitFaults.IsExpected(e))
        {
            throw RabbitFaults.Of(e, $"no connection to RabbitMQ at {options.Address}");
        }
    }

    /// <summary>The client does not wait for the broker's word on the virtual host; the first channel does.</summary>
    private static async Task ProveAsync(IConnection connection, CancellationToken cancellation)
    {
        try
        {
            await using var channel = await connection.CreateChannelAsync(options: null, cancellation);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private ConnectionFactory Factory()
    {
        var factory = new ConnectionFactory
        {
            HostName = options.Address.Host,
            Port = options.Address.Port,
            VirtualHost = options.Address.VirtualHost,
            UserName = options.Address.User,
            Password = options.Address.Password,
            ClientProvidedName = options.ClientName,
            RequestedHeartbeat = options.Heartbeat,
            RequestedConnectionTimeout = ConnectLimit,
            HandshakeContinuationTimeout = ConnectLimit,

            // Ours tells subscribers and publishers what became of their messages; the client's recovers behind their backs.
            AutomaticRecoveryEnabled = false,
            TopologyRecoveryEnabled = false,
            ConsumerDispatchConcurrency = 1, // handlers begin in the order of the queue

            // The most that a broker can be told to take. With the client's 64 MB, a larger message would end the connection again and again.
            MaxInboundMessageBodySize = 512 * 1024 * 1024,
            SocketFactory = family => new TcpClientAdapter(_socket = Socket(family)),
        };
        if (options.Tls is { } tls)
        {
            factory.Ssl = tls.For(options.Address.Host);
        }

        if (options.SaslExternal)
        {
            factory.AuthMechanisms = [new ExternalMechanismFactory()];
        }

        return factory;
    }

    /// <summary>
    /// A peer that vanished is noticed within 7 s, whatever the heartbeat is: AMQP's own needs two of them. An idle connection is probed after 3 s; a
    /// heartbeat that leaves in that moment ends the probing, and has 4 s of its own to be acknowledged.
    /// </summary>
    private static Socket Socket(AddressFamily family)
    {
        const int TcpUserTimeout = 18; // tcp(7): the same for what was sent and is not acknowledged; milliseconds
        var socket = new Socket(family, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 3);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 1);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
        if (OperatingSystem.IsLinux())
        {
            ReadOnlySpan<int> limit = [4000];
            socket.SetRawSocketOption((int)SocketOptionLevel.Tcp, TcpUserTimeout, MemoryMarshal.AsBytes(limit));
        }

        return socket;
    }

    private Task OnLost(object sender, ShutdownEventArgs reason)
    {
        _blocked = null;
        if (reason.Initiator != ShutdownInitiator.Application)
        {
            Log.Lost(log, options.Address, purpose, reason.ReplyText);
        }

        return Task.CompletedTask;
    }

    private Task OnBlocked(object sender, ConnectionBlockedEventArgs e)
    {
        _blocked = e.Reason;
        Log.Blocked(log, options.Address, e.Reason);
        return Task.CompletedTask;
    }

    private Task OnUnblocked(object sender, AsyncEventArgs e)
    {
        _blocked = null;
        Log.Unblocked(log, options.Address);
        return Task.CompletedTask;
    }

    private static partial class Log
    {
        [LoggerMessage(5180, LogLevel.Information, "Connected to RabbitMQ at {Address} for {Purpose}")]
        public static partial void Connected(ILogger logger, RabbitAddress address, string purpose);

        [LoggerMessage(5181, LogLevel.Warning, "The connection to RabbitMQ at {Address} for {Purpose} was lost: {Reason}")]
        public static partial void Lost(ILogger logger, RabbitAddress address, string purpose, string reason);

        [LoggerMessage(5182, LogLevel.Warning, "RabbitMQ at {Address} takes no messages at present ({Reason}): give it memory or disk space")]
        public static partial void Blocked(ILogger logger, RabbitAddress address, string reason);

        [LoggerMessage(5183, LogLevel.Information, "RabbitMQ at {Address} takes messages again")]
        public static partial void Unblocked(ILogger logger, RabbitAddress address);
    }
}
