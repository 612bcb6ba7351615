using System.CommandLine;
using MeshRuntime.Cli.Processes;
using MeshRuntime.Cli.RunFile;
using MeshRuntime.Cli.Settings;
using MeshRuntime.Cli.Sidecars;

namespace MeshRuntime.Cli.Commands;

/// <summary>Stops sidecars and their apps: <c>mesh stop</c>.</summary>
internal sealed class StopCommand(CommandContext context)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    // The app's grace and the sidecar's, one after the other, and room for the kernel.
    private static readonly TimeSpan Limit = (2 * StopLimits.Grace) + StopLimits.AfterKill;

    private readonly Option<string> _appId = new("--app-id", "-a") { Description = "The app to stop.", HelpName = "name" };

    private readonly Option<string> _runFile = new("--run-file", "-f")
    {
        Description = "Stop all apps that run from this run file (or the one in this folder).",
        HelpName = "file",
    };

    private readonly Argument<string[]> _appIds = new("app-id") { Arity = ArgumentArity.ZeroOrMore };

    public Command Create()
    {
        var command = new Command("stop", "Stop apps and their sidecars.") { _appId, _runFile, _appIds };
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var running = await new RunningSidecars(context.Shell, context.Time).FindAsync(cancellation);
        if (parsed.GetValue(_runFile) is { } path)
        {
            var file = RunFileLocation.Find(path, context.Shell.CurrentDirectory);
            var rows = running.Where(row => row.RunFilePath == file).ToList();
            if (rows.Count == 0)
                throw new CommandFailure($"No app runs from {file}. mesh list shows what runs.");
            return await StopAsync(rows, wholeRuns: true, running, cancellation);
        }

        List<string> ids = [.. parsed.GetValue(_appIds) ?? [], .. parsed.GetValue(_appId) is { } id ? new[] { id } : []];
        if (ids.Count == 0)
            throw new CommandFailure("Say what to stop: an app id, or a run file with -f.", ExitCodes.WrongUsage);
        foreach (var unknown in ids.Where(wanted => running.All(row => row.AppId != wanted)))
            throw new CommandFailure(Unknown(unknown, running));
        return await StopAsync([.. running.Where(row => ids.Contains(row.AppId))], wholeRuns: false, running, cancellation);
    }

    /// <summary>Says that no sidecar of that app runs, and what does.</summary>
    internal static string Unknown(string appId, IReadOnlyList<SidecarRow> running)
    {
        if (running.Count == 0)
            return $"No sidecar of '{appId}' runs on this host; none runs at all.";
        var known = running.Select(row => row.AppId).Distinct().ToList();
        return $"No sidecar of '{appId}' runs on this host: "
            + (NearestName.Of(appId, known) is { } nearest ? $"did you mean '{nearest}'?" : $"running are {string.Join(", ", known)}.");
    }

    private async Task<int> StopAsync(
        IReadOnlyList<SidecarRow> rows, bool wholeRuns, IReadOnlyList<SidecarRow> running, CancellationToken cancellation)
    {
        foreach (var row in rows)
        {
            // A run with other apps goes on without this one.
            var isAlone = wholeRuns || running.Count(other => other.CliProcess == row.CliProcess) == 1;
            if (isAlone && IsRun(row.CliProcess))
            {
                ProcessGroup.SignalProcess(row.CliProcess, ProcessGroup.Terminate);
                continue;
            }

            if (IsRun(row.CliProcess) && LeadsGroup(row.AppProcess))
                ProcessGroup.Signal(row.AppProcess, ProcessGroup.Terminate);
            ProcessGroup.SignalProcess(row.SidecarProcess, ProcessGroup.Terminate);
        }

        var begin = context.Time.GetTimestamp();
        while (rows.Any(IsLeft) && context.Time.GetElapsedTime(begin) < Limit)
            await Task.Delay(Poll, context.Time, cancellation);

        foreach (var row in rows)
        {
            if (IsLeft(row))
                context.Terminal.Fail($"{row.AppId} still runs {Limit.TotalSeconds:0} s after it was asked to end: process {row.SidecarProcess}.");
            else
                context.Terminal.Output.WriteLine($"Stopped {row.AppId}.");
        }

        return rows.Any(IsLeft) ? ExitCodes.Failed : ExitCodes.Done;
    }

    // The ids come from the sidecar's metadata, which whoever can call its API may write: so each is looked at before it is signalled.
    private static bool IsRun(int process) => process > 1 && ProcProcess.Find(process) is { Name: "mesh" };

    private static bool LeadsGroup(int process) => process > 1 && ProcessGroup.IsAlive(process);

    private static bool IsLeft(SidecarRow row) => ProcProcess.Find(row.SidecarProcess) is { Name: RunningSidecars.ProgramName };
}
