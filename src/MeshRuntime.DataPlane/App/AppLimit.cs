namespace MeshRuntime.DataPlane.App;

/// <summary>
/// Lets so many calls to the app run at once and no more (<c>--app-max-concurrency</c>): invocations share it with events over HTTP. The others wait as long
/// as whoever made them does (Dapr), in a line that has an end: a caller behind all of them would give up before its turn came.
/// </summary>
/// <param name="most">At least 1.</param>
internal sealed class AppLimit(int most)
{
    /// <summary>So many calls may wait, however few places there are: more than ordinary bursts, and a few MB.</summary>
    public const int LeastWaiting = 1024;

    /// <summary>So many may wait for each place, if that is more.</summary>
    public const int WaitingPerPlace = 16;

    // Never disposed: places are given back after the app's client has ended, and without a wait handle it holds nothing.
    private readonly SemaphoreSlim _places = new(most, most);
    private int _waiting;

    /// <summary>Calls at once.</summary>
    public int Most => most;

    /// <summary>Calls that may wait.</summary>
    public int MostWaiting { get; } = (int)Math.Clamp((long)most * WaitingPerPlace, LeastWaiting, int.MaxValue);

    /// <summary>Waits for a place; dispose it when the answer has been read. For events: who sends them has bounded how many there are.</summary>
    /// <exception cref="OperationCanceledException">The caller gave up first.</exception>
    public async ValueTask<IDisposable> TakeAsync(CancellationToken cancellation)
    {
        await _places.WaitAsync(cancellation);
        return new Place(_places);
    }

    /// <summary>The same for a call; null at once when as many wait as may.</summary>
    /// <exception cref="OperationCanceledException">The caller gave up first.</exception>
    public async ValueTask<IDisposable?> TryTakeAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (!_places.Wait(0, CancellationToken.None))
        {
            if (Interlocked.Increment(ref _waiting) > MostWaiting)
            {
                Interlocked.Decrement(ref _waiting);
                return null;
            }

            try
            {
                await _places.WaitAsync(cancellation);
            }
            finally
            {
                Interlocked.Decrement(ref _waiting);
            }
        }

        return new Place(_places);
    }

    private sealed class Place(SemaphoreSlim places) : IDisposable
    {
        private SemaphoreSlim? _places = places;

        // Twice is once: a response may be disposed by its reader and by its owner.
        public void Dispose() => Interlocked.Exchange(ref _places, null)?.Release();
    }
}
