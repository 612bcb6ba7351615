using MeshRuntime.Cli.RunFile;
using MeshRuntime.Cli.Settings;
using MeshRuntime.Cli.Sidecars;

namespace MeshRuntime.Cli.Processes;

/// <summary>Runs one app beside its sidecar: the sidecar first, the app when the sidecar can be called.</summary>
internal sealed class AppRun(AppPlan plan, int colour, RunContext context)
{
    // Dapr's limit. A sidecar needs well under a second.
    private static readonly TimeSpan SidecarLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan HintInterval = TimeSpan.FromSeconds(10);

    private readonly TaskCompletionSource<bool> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SidecarClient _client = new(
        SidecarAddress.Of(plan.AppId, plan.Settings, plan.Directory), context.Shell.ApiToken);

    private ChildProcess? _sidecar;
    private ChildProcess? _app;
    private string? _sidecarLog;
    private string? _appLog;

    public string AppId => plan.AppId;

    public bool HasApp => plan.Command.Count > 0;

    /// <summary>The app's exit code; never comes when there is no app or it was not started.</summary>
    public Task<int> AppExited => _app?.Exited ?? Never;

    /// <summary>The sidecar's exit code; never comes when it was not started.</summary>
    public Task<int> SidecarExited => _sidecar?.Exited ?? Never;

    private static Task<int> Never { get; } = new TaskCompletionSource<int>().Task;

    /// <summary>Starts sidecar and app.</summary>
    /// <param name="dependencies">What must be ready before.</param>
    /// <exception cref="CommandFailure">One of them could not be started.</exception>
    public async Task StartAsync(IReadOnlyList<AppRun> dependencies, CancellationToken cancellation)
    {
        try
        {
            foreach (var dependency in dependencies)
                await WaitForAsync(dependency, cancellation);
            await StartSidecarAsync(cancellation);
            await StartAppAsync(cancellation);
            await LeaveFactsAsync(cancellation);
            _started.SetResult(true);
        }
        finally
        {
            // Whoever waits for this app must not wait for ever. Why it did not start is said by what is thrown here.
            _started.TrySetResult(false);
        }
    }

    /// <summary>Ends the app, then the sidecar, which so can still serve the app's last calls.</summary>
    /// <param name="now">Ends both at once.</param>
    public async Task StopAsync(CancellationToken now)
    {
        if (_app is not null)
            await _app.StopAsync(now);
        if (_sidecar is not null)
            await _sidecar.StopAsync(now);
        _client.Dispose();
    }

    /// <summary>Says that the sidecar ended, with its last lines unless they are on the screen already.</summary>
    public string SidecarEnded(int exitCode)
    {
        var lines = _sidecar is { Output: var output } && !IsShown(plan.SidecarLog) ? output.LastLines : [];
        var ended = $"The sidecar of {AppId} ended with exit code {exitCode}.";
        return lines.Count == 0 ? ended : $"{ended} Its last lines:{string.Concat(lines.Select(line => $"\n    {line}"))}";
    }

    private async Task WaitForAsync(AppRun dependency, CancellationToken cancellation)
    {
        context.Terminal.Note($"{AppId} waits until {dependency.AppId} is ready");
        if (!await dependency._started.Task.WaitAsync(cancellation))
            throw new CommandFailure($"{AppId} was not started, because {dependency.AppId} was not.");

        var begin = context.Time.GetTimestamp();
        var hint = HintInterval;
        while (!await dependency._client.IsReadyAsync(cancellation))
        {
            if (context.Time.GetElapsedTime(begin) > hint)
            {
                context.Terminal.Note($"{AppId} still waits for {dependency.AppId}{dependency.Missing()}");
                hint += HintInterval;
            }

            if (dependency.SidecarExited.IsCompleted)
                throw new CommandFailure(dependency.SidecarEnded(await dependency.SidecarExited));
            if (dependency.AppExited.IsCompleted)
            {
                throw new CommandFailure($"{AppId} was not started: {dependency.AppId}, which it depends on, "
                    + $"ended with exit code {await dependency.AppExited} before it was ready.");
            }

            await Task.Delay(Poll, context.Time, cancellation);
        }
    }

    private async Task StartSidecarAsync(CancellationToken cancellation)
    {
        var program = context.Folders.Sidecar(plan.Settings.Text(RunSettings.RuntimePath));
        var environment = new Dictionary<string, string>();
        // Apps of one run file are on one host: their sidecars need no other address. Dapr does the same.
        if (context.Plan.IsFromFile && !context.Shell.HasHostIp)
            environment["DAPR_HOST_IP"] = "127.0.0.1";

        var output = Output("MESHD", "meshd", plan.SidecarLog, SidecarNews.Of, out _sidecarLog);
        context.Terminal.Note($"starting {AppId}: sidecar on {Ports()}");
        _sidecar = Start(new ChildCommand([program, .. SidecarArguments.For(plan.Settings)], plan.Directory, environment), output);

        var begin = context.Time.GetTimestamp();
        while (!await _client.CanBeCalledAsync(cancellation))
        {
            if (_sidecar.Exited.IsCompleted)
                throw new CommandFailure(SidecarEnded(await _sidecar.Exited));
            if (context.Time.GetElapsedTime(begin) > SidecarLimit)
            {
                throw new CommandFailure($"The sidecar of {AppId} could not be called within {SidecarLimit.TotalSeconds:0} s: "
                    + $"{SidecarAddress.Of(AppId, plan.Settings, plan.Directory)}/v1.0/healthz/outbound gave no 204. "
                    + "Run it with --log-level debug to see what it waits for.");
            }

            await Task.Delay(Poll, context.Time, cancellation);
        }
    }

    private async Task StartAppAsync(CancellationToken cancellation)
    {
        if (!HasApp)
            return;
        if (ProgramPath.Find(plan.Command[0], SearchPath(), plan.Directory) is null)
        {
            var place = plan.Place is null ? "" : plan.Place + ": ";
            throw new CommandFailure($"{place}the command '{plan.Command[0]}' of {AppId} was not found: "
                + "install it, add its folder to PATH, or name it by its path.");
        }

        var host = plan.Settings.Text(RunSettings.AppChannelAddress) ?? "127.0.0.1";
        if (plan.Settings.Port(RunSettings.AppPort) is { } port && await AppPortProbe.IsTakenAsync(host, port, cancellation))
        {
            context.Terminal.Warn($"port {port} of {AppId} answers although {AppId} is not started yet: "
                + "calls go to whatever listens there. Stop that program, or give the app another port.");
        }

        var output = Output("APP", "app", plan.AppLog, static _ => null, out _appLog);
        _app = Start(new ChildCommand(plan.Command, plan.Directory, AppEnvironment.For(plan)), output);
    }

    private async Task LeaveFactsAsync(CancellationToken cancellation)
    {
        (string Key, string? Value)[] facts =
        [
            (MetadataKeys.CliProcess, $"{Environment.ProcessId}"),
            (MetadataKeys.AppProcess, _app is null ? null : $"{_app.Id}"),
            (MetadataKeys.AppCommand, HasApp ? string.Join(' ', plan.Command) : null),
            (MetadataKeys.RunFilePath, context.Plan.FilePath),
            (MetadataKeys.RunFileName, context.Plan.Name),
            (MetadataKeys.AppLogPath, _appLog),
            (MetadataKeys.SidecarLogPath, _sidecarLog),
        ];
        foreach (var (key, value) in facts)
        {
            if (value is null || await _client.PutMetadataAsync(key, value, cancellation) is not { } problem)
                continue;
            context.Terminal.Warn($"{AppId}: mesh list and mesh stop will not know {key} ({problem}). "
                + "If the sidecar asks for a token, set the same DAPR_API_TOKEN in this shell.");
            return;
        }
    }

    private ChildProcess Start(ChildCommand command, LineOutput output) =>
        ChildProcess.Start(command, context.Sessions, context.Reaper, output, context.Time);

    private static bool IsShown(LogDestination destination) => destination.HasFlag(LogDestination.Console);

    // Where the lines go to a file alone, the screen still shows the news among them.
    private LineOutput Output(string role, string kind, LogDestination destination, Func<string, string?> news, out string? logPath)
    {
        var file = destination.HasFlag(LogDestination.File) ? new LogFolder(plan.Directory, context.Time).Open(AppId, kind) : null;
        logPath = (file?.BaseStream as FileStream)?.Name;
        return new LineOutput(context.Terminal, IsShown(destination) ? static line => line : news, $"== {role} - {AppId} == ", colour, file);
    }

    private string Missing() => plan.Settings.Port(RunSettings.AppPort) is { } port && HasApp
        ? $": its app does not answer on port {port} yet ('{string.Join(' ', plan.Command)}' may still be building)"
        : "";

    private string SearchPath() => plan.Environment.GetValueOrDefault("PATH") ?? context.Shell.SearchPath;

    private string Ports() => plan.Settings.Text(RunSettings.UnixDomainSocket) is { } folder
        ? $"sockets in {folder}"
        : $"HTTP port {plan.Settings.Port(RunSettings.HttpPort)}, gRPC port {plan.Settings.Port(RunSettings.GrpcPort)}";
}
