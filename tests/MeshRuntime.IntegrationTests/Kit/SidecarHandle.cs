using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace MeshRuntime.IntegrationTests.Kit;

/// <summary>One running meshd: its ports, its log, its memory, and the ways to end it.</summary>
internal sealed class SidecarHandle : IAsyncDisposable
{
    private readonly Process _process;

    private SidecarHandle(SidecarSetup setup, Process process)
    {
        Setup = setup;
        _process = process;
        Pid = process.Id;
        Http = NewClient();
        Log.Read(process);
    }

    public SidecarSetup Setup { get; }

    public string AppId => Setup.AppId;

    public int Pid { get; }

    public int HttpPort => Setup.HttpPort!.Value;

    /// <summary>The port for calls between sidecars.</summary>
    public int PeerPort => Setup.InternalPort!.Value;

    public required int GrpcPort { get; init; }

    public required int MetricsPort { get; init; }

    public ProcessLog Log { get; } = new();

    /// <summary>A client of the API; follows no redirects, decompresses nothing, adds no headers.</summary>
    public HttpClient Http { get; }

    public bool HasExited => _process.HasExited;

    /// <summary>Resident memory now.</summary>
    public long ResidentBytes
    {
        get
        {
            var line = File.ReadLines($"/proc/{Pid}/status").First(text => text.StartsWith("VmRSS:", StringComparison.Ordinal));
            return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
        }
    }

    /// <summary>Starts meshd and returns at once.</summary>
    public static SidecarHandle Start(SidecarSetup setup, string home, ReservedPorts ports)
    {
        setup = setup with { HttpPort = setup.HttpPort ?? ports.Next(), InternalPort = setup.InternalPort ?? ports.Next() };
        var grpcPort = ports.Next();
        var metricsPort = ports.Next();
        List<string> flags =
        [
            "--app-id", setup.AppId,
            "--dapr-http-port", $"{setup.HttpPort}",
            "--dapr-grpc-port", $"{grpcPort}",
            "--dapr-internal-grpc-port", $"{setup.InternalPort}",
            "--metrics-port", $"{metricsPort}",
            "--log-level", "debug",
        ];
        if (setup.AppPort is { } appPort)
        {
            flags.AddRange(["--app-port", $"{appPort}"]);
        }

        if (setup.AppProtocol is { } protocol)
        {
            flags.AddRange(["--app-protocol", protocol]);
        }

        flags.AddRange(setup.Flags);
        var process = setup.Before is { } before
            ? MeshProcess.Start("/bin/sh", ["-c", before + "; exec \"$0\" \"$@\"", Repository.Meshd, .. flags], home, setup.Environment)
            : MeshProcess.Start(Repository.Meshd, flags, home, setup.Environment);
        return new SidecarHandle(setup, process) { GrpcPort = grpcPort, MetricsPort = metricsPort };
    }

    public HttpClient NewClient() =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false, ActivityHeadersPropagator = null })
        {
            BaseAddress = new Uri($"http://127.0.0.1:{Setup.HttpPort}"),
            Timeout = Wait.Patience,
        };

    public Task<RawClient> RawAsync() => RawClient.ConnectAsync(HttpPort);

    public Task WaitUntilReadyAsync() => WaitForStatusAsync("/v1.0/healthz", HttpStatusCode.NoContent);

    public Task WaitUntilOutboundAsync() => WaitForStatusAsync("/v1.0/healthz/outbound", HttpStatusCode.NoContent);

    public Task WaitForStatusAsync(string path, HttpStatusCode status) =>
        Wait.UntilAsync(async () => await StatusAsync(path) == status, $"GET {path} of {AppId} answers {(int)status}");

    public Task WaitForLogAsync(string text) => Wait.UntilAsync(
        () => Log.Contains(text) || ThrowIfExited(), $"the log of {AppId} says \"{text}\"");

    /// <summary>The exit code, when the process has ended and its whole output has been read.</summary>
    public async Task<int> WaitForExitAsync()
    {
        await Wait.ForAsync(_process.WaitForExitAsync(), $"meshd of {AppId} ends");
        await Wait.ForAsync(Log.Ended, $"the output of {AppId} ends");
        return _process.ExitCode;
    }

    public void Signal(int signal) => Signals.Send(Pid, signal);

    public async Task KillAsync()
    {
        Signal(Signals.Kill);
        await WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill();
            await WaitForExitAsync();
        }

        _process.Dispose();
    }

    private async Task<HttpStatusCode?> StatusAsync(string path)
    {
        try
        {
            using var answer = await Http.GetAsync(path);
            return answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            ThrowIfExited();
            return null;
        }
    }

    private bool ThrowIfExited() => _process.HasExited
        ? throw new InvalidOperationException($"meshd of {AppId} ended with {_process.ExitCode}:\n{Log.Text}")
        : false;
}
