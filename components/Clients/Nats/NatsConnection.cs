using System.Buffers;
using System.Net.Sockets;
using System.Text;
using MeshRuntime.Abstractions.Components;

namespace MeshRuntime.Components.Clients.Nats;

/// <summary>
/// One connection from the moment that the server let it in until it ends. Three tasks carry it: the reader, the pump of the outbox and the one that
/// asks for signs of life. The first to end takes the others along.
/// </summary>
internal sealed class NatsConnection : IAsyncDisposable
{
    private const int MaxUnansweredPings = 2;
    private static readonly TimeSpan GoodbyeTime = TimeSpan.FromSeconds(1);

    private readonly NatsWire _wire;
    private readonly NatsRouter _router;
    private readonly Action<string> _onError;
    private readonly NatsOptions _options;
    private readonly TimeProvider _time;
    private readonly NatsOutbox _outbox;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _lameDuck = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Who waits for a PONG, in the order of the PINGs; null for the signs of life. Guarded by itself.
    private readonly Queue<TaskCompletionSource?> _pings = new();
    private bool _isOver;
    private bool _isDisposed;
    private int _unanswered;
    private volatile NatsInfo _info;
    private Task _pumping = Task.CompletedTask;
    private Task _asking = Task.CompletedTask;

    private NatsConnection(NatsServer server, NatsWire wire, NatsRouter router, Action<string> onError, NatsOptions options, TimeProvider time)
    {
        Server = server;
        _wire = wire;
        _router = router;
        _onError = onError;
        _options = options;
        _time = time;
        _info = wire.Info;
        _outbox = new NatsOutbox(server);
    }

    public NatsServer Server { get; }

    public NatsInfo Info => _info;

    /// <summary>Completes with the reason when the connection has ended.</summary>
    public Task<string> Ended { get; private set; } = Task.FromResult("");

    /// <summary>Completes when the server says that it is about to stop.</summary>
    public Task LameDuck => _lameDuck.Task;

    /// <exception cref="ComponentException">The server does not let us in, or is not there.</exception>
    public static async Task<NatsConnection> OpenAsync(
        NatsServer server, NatsRouter router, Action<string> onError, NatsOptions options, TimeProvider time, CancellationToken cancellation)
    {
        var wire = await NatsHandshake.ConnectAsync(server, options, time, cancellation);
        var connection = new NatsConnection(server, wire, router, onError, options, time);
        connection.Ended = connection.RunAsync();
        return connection;
    }

    public ValueTask PublishAsync(string subject, string? replyTo, NatsHeaders? headers, ReadOnlyMemory<byte> data, CancellationToken cancellation) =>
        _outbox.WriteAsync(
            (subject, replyTo, headers, data),
            static (output, it) => NatsCommands.Publish(output, it.subject, it.replyTo, it.headers, it.data.Span),
            cancellation);

    public ValueTask SubscribeAsync(NatsSubscription subscription, CancellationToken cancellation) =>
        _outbox.WriteAsync(subscription, static (output, it) => NatsCommands.Subscribe(output, it.Subject, it.QueueGroup, it.Id), cancellation);

    public ValueTask UnsubscribeAsync(NatsSubscription subscription, CancellationToken cancellation) =>
        _outbox.WriteAsync(subscription.Id, static (output, id) => NatsCommands.Unsubscribe(output, id), cancellation);

    /// <summary>Returns when the server has read everything that was sent before.</summary>
    /// <exception cref="ComponentException">The connection ended first, or it takes too long.</exception>
    public async Task PingAsync(CancellationToken cancellation)
    {
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await _outbox.WriteAsync((this, answer), static (output, it) => it.Item1.Ask(output, it.answer), cancellation);
        try
        {
            await answer.Task.WaitAsync(_options.RequestTimeout, _time, cancellation);
        }
        catch (TimeoutException e)
        {
            throw new ComponentException(
                ComponentFault.Unavailable, $"NATS at {Server} gave no sign of life within {_options.RequestTimeout.TotalSeconds:0.#} s.", e);
        }
    }

    /// <summary>Sends what was put in, then ends it. Only its owner calls this; a second time does nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        await _outbox.CompleteAsync();
        try
        {
            await _pumping.WaitAsync(GoodbyeTime, _time);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException || IsBroken(e))
        {
            // It ended the hard way; what it had not sent is lost with it.
        }

        await _stop.CancelAsync();
        await Ended;
        _stop.Dispose();
    }

    private async Task<string> RunAsync()
    {
        _pumping = _outbox.PumpAsync(_wire.Stream, _stop.Token);
        Task[] tasks = [ReadAsync(_stop.Token), _pumping, WatchAsync(_stop.Token)];
        var first = await Task.WhenAny(tasks);
        var reason = await ReasonAsync(first);
        await _stop.CancelAsync();
        await _wire.Stream.DisposeAsync();
        foreach (var task in tasks)
        {
            await ReasonAsync(task);
        }

        await _wire.Reader.CompleteAsync();
        lock (_pings)
        {
            _isOver = true;
            while (_pings.TryDequeue(out var waiting))
            {
                waiting?.TrySetException(Lost(reason));
            }
        }

        return reason;
    }

    private static async Task<string> ReasonAsync(Task task)
    {
        try
        {
            await task;
            return "it was closed";
        }
        catch (OperationCanceledException)
        {
            return "it was closed";
        }
        catch (Exception e) when (e is NatsProtocolException or ComponentException || IsBroken(e))
        {
            return e.Message;
        }
    }

    private static bool IsBroken(Exception e) => e is IOException or SocketException or ObjectDisposedException;

    private async Task ReadAsync(CancellationToken stop)
    {
        while (true)
        {
            var read = await _wire.Reader.ReadAsync(stop);
            Volatile.Write(ref _unanswered, 0);
            var buffer = read.Buffer;
            while (_wire.Parser.TryRead(ref buffer, out var frame))
            {
                if (frame.Kind == NatsFrameKind.Ping)
                {
                    await _outbox.WriteAsync(0, static (output, _) => NatsCommands.Pong(output), stop);
                }
                else
                {
                    Take(frame);
                }
            }

            _wire.Reader.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted)
            {
                throw new IOException("the server closed it");
            }
        }
    }

    private void Take(in NatsFrame frame)
    {
        switch (frame.Kind)
        {
            case NatsFrameKind.Message:
                _router.Deliver(frame);
                break;
            case NatsFrameKind.Pong:
                lock (_pings)
                {
                    if (!_pings.TryDequeue(out var waiting))
                    {
                        throw new NatsProtocolException("a PONG came that nobody asked for");
                    }

                    waiting?.TrySetResult();
                }

                break;
            case NatsFrameKind.Info:
                _info = NatsInfo.Parse(frame.Head);
                if (_info.IsLameDuck)
                {
                    _lameDuck.TrySetResult();
                }

                break;
            case NatsFrameKind.Error:
                _onError(Encoding.UTF8.GetString(frame.Head).Trim(' ', '\''));
                break;
            default:
                break;
        }
    }

    /// <summary>Ends the connection when nothing has come for as long as three questions take: a cable that was cut says nothing.</summary>
    private async Task WatchAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(_options.PingInterval, _time);
        while (await timer.WaitForNextTickAsync(stop))
        {
            if (Interlocked.Increment(ref _unanswered) > MaxUnansweredPings)
            {
                throw new IOException($"the server gave no sign of life for {_options.PingInterval.TotalSeconds * MaxUnansweredPings:0.#} s");
            }

            // A full outbox must not keep us from counting, so nobody waits for room here: then what fills it is the question.
            if (_asking.IsCompleted)
            {
                _asking = AskAsync(stop);
            }
        }
    }

    private async Task AskAsync(CancellationToken stop)
    {
        try
        {
            await _outbox.WriteAsync(this, static (output, it) => it.Ask(output, null), stop);
        }
        catch (Exception e) when (e is ComponentException or OperationCanceledException)
        {
            // The connection has ended.
        }
    }

    private void Ask(IBufferWriter<byte> output, TaskCompletionSource? waiting)
    {
        lock (_pings)
        {
            if (_isOver)
            {
                waiting?.TrySetException(Lost("it was closed"));
                return;
            }

            _pings.Enqueue(waiting);
        }

        NatsCommands.Ping(output);
    }

    private ComponentException Lost(string reason) => new(ComponentFault.Unavailable, $"the connection to NATS at {Server} was lost: {reason}.");
}
