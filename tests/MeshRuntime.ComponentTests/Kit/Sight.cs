using MeshRuntime.Abstractions.NameResolution;

namespace MeshRuntime.ComponentTests.Kit;

/// <summary>Watches a name and keeps every set that comes, as sorted addresses.</summary>
internal sealed class Sight : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<string> _sets = [];
    private readonly Task _watching;

    public Sight(INameResolver resolver, string app) => _watching = WatchAsync(resolver, app);

    /// <summary>The newest set, whole; null before the first.</summary>
    public EndpointSet? Last { get; private set; }

    public IReadOnlyList<string> Sets
    {
        get
        {
            lock (_sets)
            {
                return [.. _sets];
            }
        }
    }

    public Task SeesAsync(params string[] addresses) => SeesAsync(TimeSpan.FromSeconds(20), addresses);

    public Task<TimeSpan> SeesAsync(TimeSpan limit, params string[] addresses)
    {
        var wanted = string.Join(' ', addresses.Order(StringComparer.Ordinal));
        return Eventually.TrueAsync(() => Task.FromResult(Sets.LastOrDefault() == wanted), $"the set \"{wanted}\"", limit);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watching;
        _stop.Dispose();
    }

    private async Task WatchAsync(INameResolver resolver, string app)
    {
        try
        {
            await foreach (var set in resolver.WatchAsync(new ServiceName(app, "default"), _stop.Token))
            {
                lock (_sets)
                {
                    Last = set;
                    _sets.Add(string.Join(' ', set.Endpoints.Select(endpoint => endpoint.Authority).Order(StringComparer.Ordinal)));
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }
}
