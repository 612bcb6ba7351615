using MeshRuntime.Cli.Settings;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace MeshRuntime.Cli.RunFile;

/// <summary>Reads a run file into a <see cref="RunPlan"/>; reports every problem of the file at once.</summary>
/// <param name="filePath">The full path of the file; its folder is the base of relative paths.</param>
/// <param name="home">The user's home folder, for paths that start with ~.</param>
internal sealed class RunFileReader(string filePath, string baseDirectory, string? home, ProblemList problems)
{
    private const string SupportedVersion = "1";

    private static readonly string[] RootKeys = ["version", "name", "common", "apps"];
    private static readonly RunSetting[] SharedSettings = [.. RunSettings.All.Where(setting => setting.IsShared)];
    private static readonly string[] SharedKeys = [.. Keys(SharedSettings), "env"];

    // The container keys steer `dapr run -k`; they mean nothing on one host, so they are known and passed over.
    private static readonly string[] AppKeys =
    [
        .. Keys(RunSettings.All), "env", "command", "dependsOn", "containerImage", "containerImagePullPolicy", "createService",
    ];

    /// <summary>The plan; null when the file has errors.</summary>
    public RunPlan? Read(TextReader text)
    {
        if (Root(text) is not { } root)
            return null;

        root.WarnOfUnknownKeys("the run file", RootKeys);
        CheckVersion(root);
        var common = root.Section("common");
        common?.WarnOfUnknownKeys("common", SharedKeys);
        var shared = common is null ? SettingValues.None : Settings(common).Read(SharedSettings, baseDirectory);
        var sharedEnvironment = Environment(common);

        var apps = AppSections(root).Select(app => App(app, shared, sharedEnvironment)).OfType<AppPlan>().ToList();
        if (problems.HasErrors)
            return null;
        return new RunPlan { Apps = apps, FilePath = filePath, Name = root.Text("name") };
    }

    private YamlSection? Root(TextReader text)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(text);
        }
        catch (YamlException fault)
        {
            problems.Error(fault.Start.Line, $"this is not YAML: {fault.InnerException?.Message ?? fault.Message}");
            return null;
        }

        switch (stream.Documents.FirstOrDefault()?.RootNode)
        {
            case YamlMappingNode mapping:
                return new YamlSection(mapping, problems);
            case var other:
                problems.Error(other?.Start.Line ?? 1, "the run file has no keys: it needs 'version: 1' and 'apps:'");
                return null;
        }
    }

    private void CheckVersion(YamlSection root)
    {
        var version = root.Text("version");
        if (version is null or "0")
            problems.Error(root.Node, "version is missing: add 'version: 1' at the top");
        else if (version != SupportedVersion)
            problems.Warn(root.Find("version") ?? root.Node, $"version {version} is unknown: the file is read as {SupportedVersion}");
    }

    private IEnumerable<YamlSection> AppSections(YamlSection root)
    {
        if (root.Find("apps") is not YamlSequenceNode { Children.Count: > 0 } list)
        {
            problems.Error(
                root.Find("apps") ?? root.Node, "apps must be a list with at least one app: write 'apps:' and below it '- appID: orders'");
            yield break;
        }

        var sections = new List<YamlSection>();
        foreach (var node in list)
        {
            if (node is YamlMappingNode mapping)
                sections.Add(new YamlSection(mapping, problems));
            else
                problems.Error(node, $"an app must be a mapping of keys to values, not {YamlSection.Describe(node)}");
        }

        foreach (var section in sections)
            yield return section;
        new AppRelations(problems).Check(sections);
    }

    private AppPlan? App(YamlSection section, SettingValues shared, Dictionary<string, string> sharedEnvironment)
    {
        section.WarnOfUnknownKeys("an app", AppKeys);
        var directory = Settings(section).Read([RunSettings.AppDirectory], baseDirectory).Text(RunSettings.AppDirectory);
        if (section.Find("appDirPath") is null)
            problems.Error(section.Node, "appDirPath is missing: name the app's folder, relative to this file");
        if (directory is null)
            return null;

        var own = Settings(section).Read(RunSettings.All.Where(setting => setting != RunSettings.AppDirectory), directory);
        var settings = new ConventionalPaths(directory).AddTo(own).Over(shared);
        var appId = AppId(section, settings, directory);
        var environment = new Dictionary<string, string>(sharedEnvironment);
        foreach (var (name, value) in Environment(section))
            environment[name] = value;

        return new AppPlan
        {
            AppId = appId,
            Settings = settings.With(RunSettings.AppId, appId),
            Command = Command(section),
            Directory = directory,
            Environment = environment,
            DependsOn = [.. section.Texts("dependsOn", "dependsOn: [orders]").Select(item => item.Text)],
            AppLog = Destination(settings, RunSettings.AppLog, LogDestination.FileAndConsole),
            SidecarLog = Destination(settings, RunSettings.SidecarLog, LogDestination.File),
            Place = problems.Place(section.Node),
        };
    }

    private string AppId(YamlSection section, SettingValues settings, string directory)
    {
        if (settings.Text(RunSettings.AppId) is { } given)
            return given;
        var fromFolder = Path.GetFileName(directory.TrimEnd(Path.DirectorySeparatorChar));
        if (section.Find("appID") is null && SettingCheck.Problem(RunSettings.AppId, fromFolder) is { } problem)
            problems.Error(section.Node, $"appID is missing, and the folder's name cannot stand for it: {problem}: add appID");
        return fromFolder;
    }

    private IReadOnlyList<string> Command(YamlSection section)
    {
        var command = section.Texts("command", "command: [\"dotnet\", \"run\"]");
        if (command.Count > 0 && command[0].Text.Trim().Length == 0)
            problems.Error(command[0].Node, "command starts with an empty word: name the program first");
        return [.. command.Select(item => item.Text)];
    }

    private static Dictionary<string, string> Environment(YamlSection? section) =>
        section?.Section("env")?.Pairs("env").ToDictionary() ?? [];

    private static LogDestination Destination(SettingValues settings, RunSetting setting, LogDestination otherwise) =>
        settings.Text(setting)?.ToLowerInvariant() switch
        {
            "console" => LogDestination.Console,
            "file" => LogDestination.File,
            "fileandconsole" => LogDestination.FileAndConsole,
            _ => otherwise,
        };

    private SettingsSection Settings(YamlSection section) => new(section, problems, home);

    private static IEnumerable<string> Keys(IEnumerable<RunSetting> settings) =>
        settings.Select(setting => setting.Key).OfType<string>();
}
