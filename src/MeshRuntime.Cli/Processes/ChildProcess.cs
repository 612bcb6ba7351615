using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace MeshRuntime.Cli.Processes;

/// <summary>Runs one program with all its descendants as a group that ends together.</summary>
internal sealed partial class ChildProcess
{
    // The program starts when it is told to, after the reaper knows of it: so there is no moment in which this process could be
    // killed and leave it behind. Its input stays open and silent, for apps that run until someone presses a key.
    private const string Gate = "IFS= read -r go || exit 1; exec \"$@\"";

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    private readonly Process _process;
    private readonly Reaper _reaper;
    private readonly TimeProvider _time;
    private readonly LineOutput _output;
    private readonly Task _reading;

    private ChildProcess(Process process, Reaper reaper, LineOutput output, TimeProvider time)
    {
        (_process, _reaper, _output, _time) = (process, reaper, output, time);
        _reading = Task.WhenAll(
            ReadAsync(process.StandardOutput, isError: false),
            ReadAsync(process.StandardError, isError: true));
        Exited = ExitedAsync();
    }

    /// <summary>The id of the process, which is also that of its group.</summary>
    public int Id => _process.Id;

    /// <summary>The exit code, once the process itself has ended; its descendants may still run.</summary>
    public Task<int> Exited { get; }

    public LineOutput Output => _output;

    public static ChildProcess Start(ChildCommand command, SessionStarter sessions, Reaper reaper, LineOutput output, TimeProvider time)
    {
        var odd = command.Environment.Where(variable => !ShellName().IsMatch(variable.Key)).ToList();
        // A shell drops variables whose names it could not write itself, such as spring.port; `env` puts them back.
        IEnumerable<string> restore = odd.Count == 0 ? [] : ["env", .. odd.Select(variable => $"{variable.Key}={variable.Value}")];
        var words = sessions.Wrap(["sh", "-c", Gate, "sh", .. restore, .. command.Words]);

        var start = new ProcessStartInfo(words[0], words.Skip(1))
        {
            WorkingDirectory = command.WorkingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (var (name, value) in command.Environment)
            start.Environment[name] = value;

        var process = Process.Start(start) ?? throw new CommandFailure($"'{words[0]}' could not be started.");
        reaper.Add(process.Id);
        process.StandardInput.Write("go\n");
        process.StandardInput.Flush();
        return new ChildProcess(process, reaper, output, time);
    }

    /// <summary>Asks the group to end, waits, and kills what is left.</summary>
    /// <param name="now">Ends the waiting at once.</param>
    public async Task StopAsync(CancellationToken now)
    {
        if (ProcessGroup.IsAlive(Id))
        {
            ProcessGroup.Signal(Id, ProcessGroup.Terminate);
            if (!await GoneAsync(StopLimits.Grace, now))
            {
                ProcessGroup.Signal(Id, ProcessGroup.Kill);
                await GoneAsync(StopLimits.AfterKill, CancellationToken.None);
            }
        }

        await Task.WhenAny(_reading, Task.Delay(StopLimits.LastLines, _time, CancellationToken.None));
        _reaper.Drop(Id);
        _output.Dispose();
    }

    private async Task<bool> GoneAsync(TimeSpan limit, CancellationToken now)
    {
        var begin = _time.GetTimestamp();
        while (ProcessGroup.IsAlive(Id))
        {
            if (now.IsCancellationRequested || _time.GetElapsedTime(begin) > limit)
                return false;
            await Task.Delay(Poll, _time, CancellationToken.None);
        }

        return true;
    }

    private async Task<int> ExitedAsync()
    {
        await _process.WaitForExitAsync(CancellationToken.None);
        // The last lines come before the news of the end, unless a descendant keeps the pipe open.
        await Task.WhenAny(_reading, Task.Delay(StopLimits.LastLines, _time, CancellationToken.None));
        return _process.ExitCode;
    }

    private async Task ReadAsync(StreamReader source, bool isError)
    {
        var lines = new LineSplitter(line => _output.Write(line, isError));
        var buffer = new char[4096];
        while (await source.ReadAsync(buffer, CancellationToken.None) is > 0 and var count)
            lines.Add(buffer.AsSpan(0, count));
        lines.End();
    }

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$", RegexOptions.CultureInvariant)]
    private static partial Regex ShellName();
}
