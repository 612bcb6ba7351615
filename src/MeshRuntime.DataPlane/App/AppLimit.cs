namespace MeshRuntime.DataPlane.App;

/// <summary>
/// Lets so many calls to the app run at once and no more (<c>--app-max-concurrency</c>): invocations share it with events over HTTP. The others wait as long
/// as whoever made them does; none is refused (Dapr).
/// </summary>
/// <param name="most">At least 1.</param>
internal sealed class AppLimit(int most)
{
    // Never disposed: places are given back after the app's client has ended, and without a wait handle it holds nothing.
    private readonly SemaphoreSlim _places = new(most, most);

    /// <summary>Waits for a place; dispose it when the answer has been read.</summary>
    /// <exception cref="OperationCanceledException">The caller gave up first.</exception>
    public async ValueTask<IDisposable> TakeAsync(CancellationToken cancellation)
    {
        await _places.WaitAsync(cancellation);
        return new Place(_places);
    }

    private sealed class Place(SemaphoreSlim places) : IDisposable
    {
        private SemaphoreSlim? _places = places;

        // Twice is once: a response may be disposed by its reader and by its owner.
        public void Dispose() => Interlocked.Exchange(ref _places, null)?.Release();
    }
}
