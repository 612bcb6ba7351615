using MeshRuntime.Cli.Settings;

namespace MeshRuntime.Cli.Processes;

/// <summary>Writes an app's settings as the flags of its sidecar.</summary>
internal static class SidecarArguments
{
    public static IReadOnlyList<string> For(SettingValues settings) =>
        [.. RunSettings.All.Where(setting => setting is { IsForSidecar: true, Flag: not null }).SelectMany(item => Flags(item, settings))];

    // Flag and value in one word: a value may start with a dash.
    private static IEnumerable<string> Flags(RunSetting setting, SettingValues settings) => setting.Kind switch
    {
        SettingKind.Switch => settings.IsOn(setting) ? [$"--{setting.Flag}"] : [],
        SettingKind.Paths => settings.List(setting).Select(value => $"--{setting.Flag}={value}"),
        SettingKind.Number when setting.Maximum < int.MaxValue && settings.Port(setting) is null => [],
        _ => settings.Text(setting) is { } value ? [$"--{setting.Flag}={value}"] : [],
    };
}
