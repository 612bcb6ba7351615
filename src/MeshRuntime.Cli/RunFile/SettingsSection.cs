using MeshRuntime.Cli.Settings;
using YamlDotNet.RepresentationModel;

namespace MeshRuntime.Cli.RunFile;

/// <summary>Reads the settings that stand in one section of a run file, and makes their paths absolute.</summary>
internal sealed class SettingsSection(YamlSection section, ProblemList problems, string? home)
{
    private static readonly string[] TrueWords = ["true", "yes", "on", "y"];
    private static readonly string[] FalseWords = ["false", "no", "off", "n"];

    public SettingValues Read(IEnumerable<RunSetting> settings, string baseDirectory)
    {
        var values = SettingValues.None;
        foreach (var setting in settings)
        {
            if (setting.Key is not { } key || section.Find(key) is not { } node)
                continue;
            values = setting.Kind switch
            {
                SettingKind.Paths => values.With(setting, Paths(key, baseDirectory)),
                SettingKind.Path => Single(values, setting, node, text => Existing(text, baseDirectory, key, node)),
                _ => Single(values, setting, node, text => Checked(setting, text, node)),
            };
        }

        return WithSingleResourcesPath(values);
    }

    private SettingValues Single(SettingValues values, RunSetting setting, YamlNode node, Func<string, string?> read)
    {
        var text = node is YamlScalarNode { Value: var value } ? read(value ?? "") : section.Text(setting.Key ?? "");
        return text is null ? values : values.With(setting, text);
    }

    private string? Checked(RunSetting setting, string text, YamlNode node)
    {
        if (setting.Kind == SettingKind.Switch)
            text = Normalised(text);
        if (SettingCheck.Problem(setting, text) is not { } problem)
            return text;
        problems.Error(node, $"{setting.Key}: {problem}");
        return null;
    }

    private IEnumerable<string> Paths(string key, string baseDirectory) =>
        [.. section.Texts(key, $"{key}: [./resources]")
            .Select(item => Existing(item.Text, baseDirectory, key, item.Node))
            .OfType<string>()];

    private string? Existing(string path, string baseDirectory, string key, YamlNode node)
    {
        if (path.Length == 0)
            return null;
        if (home is not null && (path == "~" || path.StartsWith("~/", StringComparison.Ordinal)))
            path = home + path[1..];
        var full = Path.GetFullPath(path, baseDirectory);
        if (Path.Exists(full))
            return full;
        problems.Error(node, $"{key}: there is no file or folder {full}: create it, or mend the path (relative to {baseDirectory})");
        return null;
    }

    // The single resourcesPath comes after the list, as in Dapr.
    private static SettingValues WithSingleResourcesPath(SettingValues values)
    {
        if (values.Text(RunSettings.ResourcesPath) is not { } single)
            return values;
        return values.With(RunSettings.ResourcesPaths, [.. values.List(RunSettings.ResourcesPaths), single])
            .Without(RunSettings.ResourcesPath);
    }

    private static string Normalised(string text)
    {
        if (TrueWords.Contains(text, StringComparer.OrdinalIgnoreCase))
            return "true";
        return FalseWords.Contains(text, StringComparer.OrdinalIgnoreCase) ? "false" : text;
    }
}
