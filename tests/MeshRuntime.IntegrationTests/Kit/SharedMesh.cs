namespace MeshRuntime.IntegrationTests.Kit;

/// <summary>A mesh for all tests of one class, which run one after the other: for tests that leave nothing behind in it.</summary>
public sealed class SharedMesh : IAsyncDisposable
{
    private readonly Dictionary<string, object> _made = [];

    internal MeshBed Bed { get; } = new();

    public ValueTask DisposeAsync() => Bed.DisposeAsync();

    /// <summary>Makes something for the first test that asks, and gives it to every later one.</summary>
    internal async Task<T> OnceAsync<T>(string what, Func<MeshBed, Task<T>> make)
        where T : notnull
    {
        if (!_made.TryGetValue(what, out var made))
        {
            made = await make(Bed);
            _made.Add(what, made);
        }

        return (T)made;
    }

    internal Task<Workload> AppAsync(string appId) => OnceAsync(appId, bed => bed.AppAsync(appId));

    internal Task<SidecarHandle> SidecarAsync(string appId) => OnceAsync(appId, bed => bed.SidecarAsync(appId));
}
