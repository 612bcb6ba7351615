using System.Collections.Immutable;
using System.Globalization;

namespace MeshRuntime.Cli.Settings;

/// <summary>Holds the values given for settings. Immutable; a setting that was not given is absent.</summary>
internal sealed class SettingValues
{
    public static readonly SettingValues None = new(ImmutableDictionary<RunSetting, ImmutableArray<string>>.Empty);

    private readonly ImmutableDictionary<RunSetting, ImmutableArray<string>> _values;

    private SettingValues(ImmutableDictionary<RunSetting, ImmutableArray<string>> values) => _values = values;

    public bool Has(RunSetting setting) => _values.ContainsKey(setting);

    /// <summary>The value as written; null when it was not given or is empty.</summary>
    public string? Text(RunSetting setting) =>
        _values.TryGetValue(setting, out var values) && values is [{ Length: > 0 } first, ..] ? first : null;

    public int? Number(RunSetting setting) =>
        int.TryParse(Text(setting), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>A port that was really given: Dapr takes zero and less for "not given".</summary>
    public int? Port(RunSetting setting) => Number(setting) is > 0 and var port ? port : null;

    public bool IsOn(RunSetting setting) => Text(setting) is "true";

    public IReadOnlyList<string> List(RunSetting setting) =>
        _values.TryGetValue(setting, out var values) ? values : ImmutableArray<string>.Empty;

    public SettingValues With(RunSetting setting, params IEnumerable<string> values) =>
        new(_values.SetItem(setting, [.. values]));

    public SettingValues With(RunSetting setting, int value) =>
        With(setting, value.ToString(CultureInfo.InvariantCulture));

    public SettingValues Without(RunSetting setting) => new(_values.Remove(setting));

    /// <summary>These values, and those of <paramref name="defaults"/> for what is absent here.</summary>
    public SettingValues Over(SettingValues defaults) => new(defaults._values.SetItems(_values));
}
