using System.CommandLine;
using MeshRuntime.Cli.Processes;
using MeshRuntime.Cli.RunFile;
using MeshRuntime.Cli.Settings;

namespace MeshRuntime.Cli.Commands;

/// <summary>Runs apps with a sidecar beside each: <c>mesh run</c>.</summary>
internal sealed class RunCommand(CommandContext context)
{
    private readonly RunOptions _settings = new();

    private readonly Option<string> _runFile = new("--run-file", "-f")
    {
        Description = "Run the apps of a run file. A folder stands for the mesh.yaml or dapr.yaml in it, - for standard input.",
        HelpName = "file",
    };

    private readonly Option<bool> _kubernetes = new("--kubernetes", "-k") { Hidden = true };

    private readonly Argument<string[]> _command = new("command")
    {
        Description = "The app's program and its arguments, after --. Without it, only the sidecar runs.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    public Command Create(HelpPages help)
    {
        var command = new Command("run", "Run an app, or all apps of a run file, each with a sidecar beside it.")
        {
            _runFile, _kubernetes, _command,
        };
        help.Group(command, "Several apps", _runFile);
        foreach (var (setting, option) in _settings.All)
        {
            command.Add(option);
            help.Group(command, Title(setting.Group), option);
        }

        help.Example(command, "mesh run --app-id orders --app-port 5101 -- dotnet run", "one app");
        help.Example(command, "mesh run -f quickstarts/hello-invoke", "every app of a run file");
        help.Example(command, "mesh run --app-id shell", "a sidecar alone, to try calls with curl");
        command.SetAction((parsed, _) => RunAsync(parsed));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed)
    {
        if (parsed.GetValue(_kubernetes))
            throw new CommandFailure("mesh runs apps on this machine only: leave -k out.", ExitCodes.WrongUsage);

        var plan = parsed.GetValue(_runFile) is { } path
            ? ReadFile(path, parsed)
            : new FlagPlan(_settings, context.Shell).Read(parsed, parsed.GetValue(_command) ?? []);
        using var signals = new StopSignals(context.Time);
        using var ports = new PortAllocator(PlanDefaults.Given(plan));
        var sessions = new SessionStarter(context.Shell);
        using var reaper = Reaper.Start(sessions);

        var defaults = new PlanDefaults(ports, context.Folders);
        var run = new RunContext(plan, context.Shell, context.Folders, context.Terminal, sessions, reaper, context.Time);
        return await new RunSession(run, signals).RunAsync([.. plan.Apps.Select(defaults.Complete)]);
    }

    private RunPlan ReadFile(string path, ParseResult parsed)
    {
        var ignored = _settings.All.Where(item => item.Setting != RunSettings.ResourcesPaths && parsed.GetResult(item.Option) is { Implicit: false })
            .Select(item => item.Option.Name)
            .ToList();
        if (ignored.Count > 0)
            context.Terminal.Warn($"with --run-file these flags have no effect, write them into the file: {string.Join(", ", ignored)}");

        var here = context.Shell.CurrentDirectory;
        var isInput = path == "-";
        var file = isInput ? Path.Combine(here, path) : RunFileLocation.Find(path, here);
        var problems = new ProblemList(isInput ? "<standard input>" : Path.GetRelativePath(here, file));
        using var text = isInput ? Console.In : new StreamReader(file);
        var plan = new RunFileReader(file, Path.GetDirectoryName(file) ?? "/", context.Shell.Home, problems).Read(text);

        foreach (var problem in problems.InOrder)
            context.Terminal.Error.WriteLine(problem);
        return plan is not null
            ? new FlagPlan(_settings, context.Shell).WithResources(plan, parsed)
            : throw new CommandFailure("nothing was started: mend the errors above first.", ExitCodes.WrongUsage);
    }

    private static string Title(SettingGroup group) => group switch
    {
        SettingGroup.App => "App",
        SettingGroup.Ports => "Ports and addresses",
        SettingGroup.Files => "Resources and configuration",
        SettingGroup.Sidecar => "Sidecar",
        SettingGroup.AppHealth => "App health",
        _ => "Logs",
    };
}
