using System.CommandLine;
using System.Security.Cryptography;
using MeshRuntime.Cli.RunFile;
using MeshRuntime.Cli.Settings;

namespace MeshRuntime.Cli.Commands;

/// <summary>Makes the plan of one app from the flags of <c>mesh run</c>.</summary>
internal sealed class FlagPlan(RunOptions options, ShellEnvironment shell)
{
    private static readonly RunSetting[] Paths =
        [RunSettings.ConfigFile, RunSettings.ComponentsPath, RunSettings.ResourcesPaths, RunSettings.RuntimePath];

    /// <exception cref="CommandFailure">A flag is unknown, or names a path that does not exist.</exception>
    public RunPlan Read(ParseResult parsed, IReadOnlyList<string> command)
    {
        // The parser takes an unknown flag for the first word of the command.
        if (command is [['-', ..] flag, ..])
            throw new CommandFailure(UnknownFlag(flag), ExitCodes.WrongUsage);

        var settings = Paths.Aggregate(options.Read(parsed), Absolute);
        if (settings.Text(RunSettings.ComponentsPath) is { } components && settings.List(RunSettings.ResourcesPaths).Count == 0)
            settings = settings.With(RunSettings.ResourcesPaths, components);

        var appId = settings.Text(RunSettings.AppId) ?? NameOfFolder();
        var app = new AppPlan
        {
            AppId = appId,
            Settings = settings.With(RunSettings.AppId, appId),
            Command = command,
            Directory = shell.CurrentDirectory,
        };
        return new RunPlan { Apps = [app] };
    }

    /// <summary>Gives every app of a run file the resources of <c>--resources-path</c>, in place of its own: the same apps on another broker.</summary>
    /// <exception cref="CommandFailure">It names a folder that does not exist.</exception>
    public RunPlan WithResources(RunPlan plan, ParseResult parsed)
    {
        var given = Absolute(options.Read(parsed), RunSettings.ResourcesPaths).List(RunSettings.ResourcesPaths);
        return given.Count == 0
            ? plan
            : plan with { Apps = [.. plan.Apps.Select(app => app with { Settings = app.Settings.With(RunSettings.ResourcesPaths, [.. given]) })] };
    }

    private SettingValues Absolute(SettingValues settings, RunSetting setting)
    {
        if (!settings.Has(setting))
            return settings;
        var paths = settings.List(setting)
            .Where(path => path.Length > 0)
            .Select(path => Path.GetFullPath(path, shell.CurrentDirectory))
            .ToList();
        return paths.Find(path => !Path.Exists(path)) is { } missing
            ? throw new CommandFailure($"--{setting.Flag}: there is no file or folder {missing}.", ExitCodes.WrongUsage)
            : settings.With(setting, paths);
    }

    // The folder's name says what runs; the digits keep two runs of one folder apart.
    private string NameOfFolder()
    {
        var letters = Path.GetFileName(shell.CurrentDirectory).Where(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-');
        var folder = string.Concat(letters).ToLowerInvariant();
        return $"{(folder.Length == 0 ? "app" : folder)}-{RandomNumberGenerator.GetHexString(4, lowercase: true)}";
    }

    private string UnknownFlag(string flag)
    {
        var nearest = NearestName.Of(flag.Split('=')[0], options.All.Select(item => item.Option.Name));
        return $"mesh run has no flag {flag}: {(nearest is null ? "mesh run --help lists them." : $"did you mean {nearest}?")} "
            + "The app's own command comes after --.";
    }
}
