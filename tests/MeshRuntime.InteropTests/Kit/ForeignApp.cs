using System.Diagnostics;

namespace MeshRuntime.InteropTests.Kit;

/// <summary>An app that is not ours, in a process of its own; it can be killed, and started again on the same port.</summary>
internal sealed class ForeignApp : IAsyncDisposable
{
    private readonly Language _language;
    private readonly string _home;
    private readonly string _script;
    private Process? _process;

    private ForeignApp(Language language, string script, int port, string home)
    {
        _language = language;
        _script = script;
        _home = home;
        Port = port;
    }

    public int Port { get; }

    public ProcessLog Log { get; private set; } = new();

    /// <summary>Starts a script that takes its port as the only argument and prints <c>ready</c>.</summary>
    public static async Task<ForeignApp> StartAsync(Language language, MeshBed bed, string script = "app", params string[] arguments)
    {
        var app = bed.Own(new ForeignApp(language, script, bed.NextPort(), bed.Home));
        await app.StartAsync(arguments);
        return app;
    }

    public async Task StartAsync(params string[] arguments)
    {
        Log = new ProcessLog();
        _process = Script.Start(_language, _script, _home, [$"{Port}", .. arguments]);
        Log.Read(_process);
        await Wait.UntilAsync(() => Log.Contains("ready") || ThrowIfExited(), $"the {_language} app is ready");
    }

    /// <summary>Completes when the process has ended.</summary>
    public Task WaitForExitAsync() => Wait.ForAsync(_process!.WaitForExitAsync(), $"the {_language} app ends");

    public async ValueTask DisposeAsync()
    {
        if (_process is not { } process)
        {
            return;
        }

        if (!process.HasExited)
        {
            process.Kill();
            await WaitForExitAsync();
        }

        process.Dispose();
    }

    private bool ThrowIfExited() => _process!.HasExited
        ? throw new InvalidOperationException($"the {_language} app ended with {_process.ExitCode}:\n{Log.Text}")
        : false;
}
