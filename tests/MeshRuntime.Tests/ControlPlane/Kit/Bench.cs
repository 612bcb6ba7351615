using System.Collections.Concurrent;
using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.Secrets;
using MeshRuntime.ControlPlane;

namespace MeshRuntime.Tests.ControlPlane.Kit;

/// <summary>A folder of real files, a catalog of fake components, and the control plane loaded from both.</summary>
internal sealed class Bench : IAsyncDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("mesh-control-").FullName;
    private readonly ConcurrentQueue<string> _journal = new();
    private readonly List<MeshControlPlane> _loaded = [];
    private bool _usesResources;

    /// <summary>What happened to components, in order.</summary>
    public IReadOnlyList<string> Journal => [.. _journal];

    public ConcurrentDictionary<string, FakeComponent> Running { get; } = new();

    public Dictionary<string, IReadOnlyDictionary<string, string>> Secrets { get; } = [];

    public ConcurrentDictionary<string, Func<CancellationToken, Task>> AtStart { get; } = new();

    public Dictionary<string, string> Environment { get; } = [];

    public List<string> ConfigPaths { get; } = [];

    public bool MtlsEnabled { get; set; } = true;

    public string Namespace { get; set; } = "default";

    public LogLines Log { get; } = new();

    public FakeResolver Resolver { get; } = new();

    public FakeCertificates Certificates { get; } = new(TimeProvider.System, TimeSpan.FromHours(1));

    public string ResourcesPath => Path.Combine(_root, "resources");

    public IReadOnlyList<ComponentRegistration> Catalog =>
    [
        new("secretstores.fake", context => new FakeSecretStore(this, context)),
        new("state.fake", context => new FakeComponent(this, context), "state.fakery"),
        new("pubsub.fake", context => new FakePubSub(this, context)),
        new("state.other", context => new FakeComponent(this, context)) { Versions = ["v1", "v2"] },
        new("nameresolution.sqlite", context => Resolving(context)),
        new("nameresolution.structured", context => Resolving(context)),
        new("mtls.local", context => Certifying(context)),
        new("mtls.files", context => Certifying(context)),
    ];

    public string File(string name) => Path.Combine(_root, name);

    public void Note(string what) => _journal.Enqueue(what);

    /// <summary>Writes a file into the resources folder as an editor does: beside it, then over it.</summary>
    public Bench Resource(string name, string text)
    {
        _usesResources = true;
        Directory.CreateDirectory(ResourcesPath);
        Write(Path.Combine(ResourcesPath, name), text);
        return this;
    }

    public Bench Config(string name, string text)
    {
        Write(File(name), text);
        if (!ConfigPaths.Contains(File(name)))
        {
            ConfigPaths.Add(File(name));
        }

        return this;
    }

    public ControlPlaneOptions Options() => new()
    {
        AppId = "orders",
        Namespace = Namespace,
        DataFolder = File("data"),
        ResourcesPaths = _usesResources ? [ResourcesPath] : [],
        ConfigPaths = [.. ConfigPaths],
        MtlsEnabled = MtlsEnabled,
        Environment = name => Environment.GetValueOrDefault(name),
    };

    public async Task<LoadOutcome> TryLoadAsync()
    {
        var outcome = await MeshControlPlane.LoadAsync(Options(), Catalog, Log, TimeProvider.System, CancellationToken.None);
        if (outcome.ControlPlane is { } loaded)
        {
            _loaded.Add(loaded);
        }

        return outcome;
    }

    public async Task<MeshControlPlane> LoadAsync()
    {
        var outcome = await TryLoadAsync();
        Assert.True(outcome.ControlPlane is not null, string.Join('\n', outcome.Problems));
        return outcome.ControlPlane!;
    }

    /// <summary>The problems as a person sees them, the folder left out of the paths.</summary>
    public async Task<IReadOnlyList<string>> ProblemsAsync() =>
        [.. (await TryLoadAsync()).Problems.Select(problem => problem.ToString().Replace(_root + "/", "", StringComparison.Ordinal))];

    public async ValueTask DisposeAsync()
    {
        foreach (var loaded in _loaded)
        {
            await loaded.DisposeAsync();
        }

        Directory.Delete(_root, recursive: true);
    }

    private static void Write(string path, string text)
    {
        System.IO.File.WriteAllText(path + ".part", text);
        System.IO.File.Move(path + ".part", path, overwrite: true);
    }

    private FakeResolver Resolving(ComponentContext context)
    {
        Note($"resolver {context.Name} {context.Metadata.Text("connectionString", "-")}");
        return Resolver;
    }

    private FakeCertificates Certifying(ComponentContext context)
    {
        Note($"certificates {context.Name} {context.Metadata.Text("folder", "-")}");
        return Certificates;
    }
}
