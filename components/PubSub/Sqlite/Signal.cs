namespace MeshRuntime.Components.PubSub.Sqlite;

/// <summary>Wakes one waiter; set twice before it looks, it wakes once.</summary>
internal sealed class Signal
{
    private readonly SemaphoreSlim _set = new(0);
    private int _isSet;

    public void Set()
    {
        if (Interlocked.Exchange(ref _isSet, 1) == 0)
        {
            _set.Release();
        }
    }

    /// <summary>Returns when it is set, or when the time has passed.</summary>
    public async Task WaitAsync(TimeSpan atMost, CancellationToken cancellation)
    {
        // Cleared before the waiter looks: what is set after that wakes it again.
        if (await _set.WaitAsync(atMost, cancellation))
        {
            Volatile.Write(ref _isSet, 0);
        }
    }
}
