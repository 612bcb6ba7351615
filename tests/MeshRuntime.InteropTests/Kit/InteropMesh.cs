using System.Collections.Concurrent;

namespace MeshRuntime.InteropTests.Kit;

/// <summary>The mesh that most tests share: a sidecar that only calls, and an echo app of each language behind its own sidecar.</summary>
public sealed class InteropMesh : IAsyncDisposable
{
    /// <summary>The app id of the sidecar that only calls.</summary>
    public const string Caller = "caller";

    // Above grpc's own 4 MiB, so that "several MB" and "too large" are both far from any default.
    private static readonly string[] Flags = ["--max-body-size", "16Mi"];

    private readonly ConcurrentDictionary<string, Lazy<Task<object>>> _made = new();

    internal MeshBed Bed { get; } = new();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Bed.DisposeAsync();

    /// <summary>The sidecar that clients talk to.</summary>
    internal Task<SidecarHandle> CallerAsync() => OnceAsync(Caller, () => Bed.SidecarAsync(Caller, Flags));

    /// <summary>The echo app of a language, with its sidecar.</summary>
    internal Task<ForeignWorkload> EchoAsync(Language language) => OnceAsync(
        AppId(language), () => ForeignWorkload.StartAsync(language, Bed, new SidecarSetup(AppId(language)) { Flags = Flags }));

    /// <summary>Test classes run beside each other: the first that asks makes it, the others wait for it.</summary>
    internal async Task<T> OnceAsync<T>(string what, Func<Task<T>> make)
        where T : notnull =>
        (T)await _made.GetOrAdd(what, _ => new Lazy<Task<object>>(async () => await make())).Value;

    private static string AppId(Language language) => language == Language.Node ? "node-echo" : "python-echo";
}
