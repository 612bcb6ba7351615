using System.Text;
using Microsoft.AspNetCore.Http;

namespace MeshRuntime.IntegrationTests.Kit;

/// <summary>A mesh of its own for one test: data folder, ports, apps, sidecars. Everything ends with it.</summary>
internal sealed class MeshBed : IAsyncDisposable
{
    private readonly ReservedPorts _ports = new();
    private readonly List<IAsyncDisposable> _owned = [];
    private readonly List<SidecarHandle> _sidecars = [];
    private readonly Lock _gate = new();

    /// <summary>HOME of every process of the test.</summary>
    public string Home { get; } = Directory.CreateTempSubdirectory("mesh-test-").FullName;

    /// <summary>MESH_HOME: the data folder that the sidecars share.</summary>
    public string DataFolder => Path.Combine(Home, "mesh");

    public int NextPort() => _ports.Next();

    /// <summary>An app and its sidecar, both ready.</summary>
    public async Task<Workload> AppAsync(string appId, RequestDelegate? answer = null, params string[] flags) =>
        await AppAsync(new SidecarSetup(appId) { Flags = flags }, AppProtocol.Http, answer);

    public async Task<Workload> AppAsync(SidecarSetup setup, AppProtocol protocol = AppProtocol.Http, RequestDelegate? answer = null)
    {
        var app = await BareAppAsync(setup.AppId, protocol, answer);
        return new Workload(app, await SidecarAsync(setup with { AppPort = app.Port, AppProtocol = protocol.ToString().ToLowerInvariant() }));
    }

    /// <summary>An app without a sidecar.</summary>
    public async Task<TestApp> BareAppAsync(
        string name, AppProtocol protocol = AppProtocol.Http, RequestDelegate? answer = null, int? port = null) =>
        Own(await TestApp.StartAsync(name, port ?? NextPort(), protocol, answer));

    /// <summary>The sidecar of an app that only calls.</summary>
    public Task<SidecarHandle> SidecarAsync(string appId, params string[] flags) => SidecarAsync(new SidecarSetup(appId) { Flags = flags });

    /// <summary>A sidecar that is ready.</summary>
    public async Task<SidecarHandle> SidecarAsync(SidecarSetup setup)
    {
        var sidecar = Start(setup);
        await sidecar.WaitUntilReadyAsync();
        return sidecar;
    }

    /// <summary>A sidecar that has just been started.</summary>
    public SidecarHandle Start(SidecarSetup setup)
    {
        var sidecar = SidecarHandle.Start(setup, Home, _ports);
        lock (_gate)
        {
            _sidecars.Add(sidecar);
        }

        return sidecar;
    }

    /// <summary>Runs meshd to its end.</summary>
    public Task<ProcessResult> MeshdAsync(params string[] flags) => MeshdAsync(new Dictionary<string, string>(), flags);

    public Task<ProcessResult> MeshdAsync(IReadOnlyDictionary<string, string> environment, params string[] flags) =>
        MeshProcess.RunAsync(Repository.Meshd, flags, Home, environment);

    /// <summary>Writes a file under the test's home; returns its full path.</summary>
    public string Write(string name, string text)
    {
        var path = Path.Combine(Home, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);

        // As editors do: a reader sees the old text or the new, never a half.
        File.WriteAllText(path + ".new", text, new UTF8Encoding(false));
        File.Move(path + ".new", path, overwrite: true);
        return path;
    }

    public T Own<T>(T thing)
        where T : IAsyncDisposable
    {
        lock (_gate)
        {
            _owned.Add(thing);
        }

        return thing;
    }

    /// <summary>What every sidecar of the test wrote.</summary>
    public string Logs()
    {
        lock (_gate)
        {
            return string.Concat(_sidecars.Select(sidecar => $"--- meshd of {sidecar.AppId} (pid {sidecar.Pid})\n{sidecar.Log.Text}\n"));
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var sidecar in _sidecars)
        {
            await sidecar.DisposeAsync();
        }

        foreach (var thing in _owned)
        {
            await thing.DisposeAsync();
        }

        _ports.Dispose();
        Directory.Delete(Home, recursive: true);
    }
}
