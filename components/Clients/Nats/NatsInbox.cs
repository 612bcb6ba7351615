namespace MeshRuntime.Components.Clients.Nats;

/// <summary>
/// Holds messages between the connection's reader, which must not wait, and those who handle them, in the order in which they came. It is bounded: what
/// does not fit is refused, so that a slow handler does not fill the memory or hold up other subscriptions.
/// </summary>
internal sealed class NatsInbox
{
    private const int MaxMessages = 65_536;
    private const long MaxBytes = 64 * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly Queue<NatsMessage> _waiting = new();
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly SemaphoreSlim _slots;
    private readonly int _handlers;
    private readonly Func<NatsMessage, Task> _handle;
    private readonly Task _running;
    private long _bytes;
    private bool _isClosed;

    /// <param name="handlers">How many messages are handled at once; 1 keeps the order.</param>
    /// <param name="handle">Handles one; must not throw.</param>
    public NatsInbox(int handlers, Func<NatsMessage, Task> handle)
    {
        _handlers = handlers;
        _handle = handle;
        _slots = new SemaphoreSlim(handlers);
        _running = RunAsync();
    }

    /// <summary>What no handler has seen yet.</summary>
    public IReadOnlyList<NatsMessage> Waiting
    {
        get
        {
            lock (_lock)
            {
                return [.. _waiting];
            }
        }
    }

    /// <summary>Takes a message; false when there is no room.</summary>
    public bool Offer(NatsMessage message)
    {
        lock (_lock)
        {
            // One that is larger than all the room is taken when it is alone.
            if (_waiting.Count >= MaxMessages || (_bytes > 0 && _bytes + message.Data.Length > MaxBytes))
            {
                return false;
            }

            _waiting.Enqueue(message);
            _bytes += message.Data.Length;
        }

        _arrived.Release();
        return true;
    }

    /// <summary>Forgets what no handler has seen, and returns it.</summary>
    public IReadOnlyList<NatsMessage> Clear()
    {
        lock (_lock)
        {
            NatsMessage[] unseen = [.. _waiting];
            _waiting.Clear();
            _bytes = 0;
            return unseen;
        }
    }

    /// <summary>Starts no handler more. What comes is still taken, for <see cref="Clear"/>.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
        }

        _arrived.Release();
    }

    /// <summary>After <see cref="Close"/>: waits for the handlers that run.</summary>
    public async Task WaitAsync(CancellationToken giveUp) => await _running.WaitAsync(giveUp);

    private async Task RunAsync()
    {
        while (true)
        {
            await _slots.WaitAsync();
            await _arrived.WaitAsync();
            NatsMessage? message;
            lock (_lock)
            {
                if (_isClosed)
                {
                    break;
                }

                if (_waiting.TryDequeue(out message))
                {
                    _bytes -= message.Data.Length;
                }
            }

            if (message is null)
            {
                // Cleared after it had arrived.
                _slots.Release();
            }
            else
            {
                _ = HandleAsync(message);
            }
        }

        // We hold one slot; the others come back as their handlers end.
        for (var left = _handlers - 1; left > 0; left--)
        {
            await _slots.WaitAsync();
        }
    }

    /// <summary>Owned by <see cref="_slots"/>: whoever waits for all of them has waited for this.</summary>
    private async Task HandleAsync(NatsMessage message)
    {
        // The next handler starts at once, however long this one takes before its first pause.
        await Task.Yield();
        await _handle(message);
        _slots.Release();
    }
}
