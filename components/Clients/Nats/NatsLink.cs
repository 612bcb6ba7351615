using MeshRuntime.Abstractions.Components;

namespace MeshRuntime.Components.Clients.Nats;

/// <summary>The connection that is in use, or the promise of the next one.</summary>
internal sealed class NatsLink(NatsOptions options, TimeProvider time)
{
    private readonly Lock _lock = new();
    private TaskCompletionSource<NatsConnection> _next = NewPromise();
    private volatile NatsConnection? _current;
    private volatile string _problem = "";

    /// <summary>Null between two connections.</summary>
    public NatsConnection? Current => _current;

    /// <summary>Why there is no connection now; shown to those who wait in vain.</summary>
    public string Problem
    {
        set => _problem = value;
    }

    /// <summary>The connection, or the one to come, for as long as a request may take.</summary>
    /// <exception cref="ComponentException">There was none in that time.</exception>
    public async ValueTask<NatsConnection> ConnectedAsync(CancellationToken cancellation)
    {
        if (_current is { } current)
        {
            return current;
        }

        Task<NatsConnection> next;
        lock (_lock)
        {
            next = _next.Task;
        }

        try
        {
            return await next.WaitAsync(options.RequestTimeout, time, cancellation);
        }
        catch (TimeoutException e)
        {
            throw new ComponentException(ComponentFault.Unavailable, $"there is no connection to NATS: {_problem}", e);
        }
    }

    /// <summary>Puts a connection in use, unless something is left to be done first.</summary>
    /// <param name="connection">The new one.</param>
    /// <param name="isReady">Asked while nobody can begin to use it.</param>
    public bool TryUse(NatsConnection connection, Func<bool> isReady)
    {
        lock (_lock)
        {
            if (!isReady())
            {
                return false;
            }

            _current = connection;
            _next.TrySetResult(connection);
            return true;
        }
    }

    /// <summary>From here on everyone waits for the next connection.</summary>
    public void Forget()
    {
        lock (_lock)
        {
            if (_current is not null)
            {
                _current = null;
                _next = NewPromise();
            }
        }
    }

    private static TaskCompletionSource<NatsConnection> NewPromise() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
