using System.CommandLine;
using System.Security.Cryptography;
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
        var command = new Command("run", "Run an app, or all apps of a run file, each with a sidecar beside it.") { _runFile, _kubernetes, _command };
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

        var plan = parsed.GetValue(_runFile) is { } path ? ReadFile(path, parsed) : FromFlags(parsed);
        using var signals = new StopSignals(context.Time);
        using var ports = new PortAllocator(PlanDefaults.Given(plan));
        var sessions = new SessionStarter(context.Shell);
        using var reaper = Reaper.Start(sessions);

        var defaults = new PlanDefaults(ports, context.Folders);
        var run = new RunContext(plan, context.Shell, context.Folders, context.Terminal, sessions, reaper, context.Time);
        return await new RunSession(run, signals).RunAsync([.. plan.Apps.Select(defaults.Complete)]);
    }

    private RunPlan FromFlags(ParseResult parsed)
    {
        var command = parsed.GetValue(_command) ?? [];
        // The parser takes an unknown flag for the first word of the command.
        if (command is [['-', ..] flag, ..])
            throw new CommandFailure(UnknownFlag(flag), ExitCodes.WrongUsage);

        var settings = _settings.Read(parsed);
        foreach (var path in new[] { RunSettings.ConfigFile, RunSettings.ComponentsPath, RunSettings.ResourcesPaths, RunSettings.RuntimePath })
            settings = Absolute(settings, path);
        if (settings.Text(RunSettings.ComponentsPath) is { } components && settings.List(RunSettings.ResourcesPaths).Count == 0)
            settings = settings.With(RunSettings.ResourcesPaths, components);

        var appId = settings.Text(RunSettings.AppId) ?? NameOfFolder();
        var app = new AppPlan
        {
            AppId = appId,
            Settings = settings.With(RunSettings.AppId, appId),
            Command = command,
            Directory = context.Shell.CurrentDirectory,
        };
        return new RunPlan { Apps = [app] };
    }

    private RunPlan ReadFile(string path, ParseResult parsed)
    {
        var ignored = _settings.All.Where(item => parsed.GetResult(item.Option) is { Implicit: false }).Select(item => "--" + item.Setting.Flag).ToList();
        if (ignored.Count > 0)
            context.Terminal.Warn($"with --run-file these flags have no effect, write them into the file: {string.Join(", ", ignored)}");

        var isInput = path == "-";
        var file = isInput ? Path.Combine(context.Shell.CurrentDirectory, path) : RunFileLocation.Find(path, context.Shell.CurrentDirectory);
        var problems = new ProblemList(isInput ? "<standard input>" : Path.GetRelativePath(context.Shell.CurrentDirectory, file));
        using var text = isInput ? Console.In : new StreamReader(file);
        var plan = new RunFileReader(file, Path.GetDirectoryName(file) ?? "/", context.Shell.Home, problems).Read(text);

        foreach (var problem in problems.InOrder)
            Console.Error.WriteLine(problem);
        return plan ?? throw new CommandFailure("nothing was started: mend the errors above first.", ExitCodes.WrongUsage);
    }

    private SettingValues Absolute(SettingValues settings, RunSetting setting)
    {
        if (!settings.Has(setting))
            return settings;
        var paths = settings.List(setting).Where(path => path.Length > 0).Select(path => Path.GetFullPath(path, context.Shell.CurrentDirectory)).ToList();
        return paths.Find(path => !Path.Exists(path)) is { } missing
            ? throw new CommandFailure($"--{setting.Flag}: there is no file or folder {missing}.", ExitCodes.WrongUsage)
            : settings.With(setting, paths);
    }

    // The folder's name says what runs; the digits keep two runs of one folder apart.
    private string NameOfFolder()
    {
        var folder = string.Concat(Path.GetFileName(context.Shell.CurrentDirectory).Where(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-'));
        return $"{(folder.Length == 0 ? "app" : folder.ToLowerInvariant())}-{RandomNumberGenerator.GetHexString(4, lowercase: true)}";
    }

    private string UnknownFlag(string flag)
    {
        var nearest = NearestName.Of(flag.Split('=')[0], _settings.All.Select(item => item.Option.Name));
        return $"mesh run has no flag {flag}: {(nearest is null ? "mesh run --help lists them" : $"did you mean {nearest}?")} "
            + "The app's own command comes after --.";
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
