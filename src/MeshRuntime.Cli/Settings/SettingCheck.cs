using System.Globalization;
using System.Text.RegularExpressions;

namespace MeshRuntime.Cli.Settings;

/// <summary>Checks the form of one value, the same way for flags and run files.</summary>
internal static partial class SettingCheck
{
    /// <summary>What is wrong with the value and how to mend it; null when it is good.</summary>
    public static string? Problem(RunSetting setting, string value) => setting.Kind switch
    {
        SettingKind.Number => NumberProblem(setting, value),
        SettingKind.Switch when value is not ("true" or "false") => $"'{value}' is neither true nor false",
        SettingKind.Quantity when !Quantity().IsMatch(value) => $"'{value}' is not a size: write it like 4Mi, 512Ki or 1000000",
        SettingKind.Text => TextProblem(setting, value),
        _ => null,
    };

    private static string? NumberProblem(RunSetting setting, string value)
    {
        if (!int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return $"'{value}' is not a whole number";
        if (number >= setting.Minimum && number <= setting.Maximum)
            return null;
        return setting.Maximum == int.MaxValue
            ? $"{number} is too small: the smallest allowed is {setting.Minimum}"
            : $"{number} is out of range: allowed is 1 to {setting.Maximum}";
    }

    private static string? TextProblem(RunSetting setting, string value)
    {
        if (setting == RunSettings.AppId && value.AsSpan().IndexOfAny("./ \t") >= 0)
            return $"'{value}' has a dot, slash or blank: an app id may have none of them (a dot stands before a namespace)";
        if (setting.Choices.Count == 0 || value.Length == 0 || setting.Choices.Contains(value, StringComparer.OrdinalIgnoreCase))
            return null;
        return $"'{value}' is unknown: choose from {string.Join(", ", setting.Choices)}";
    }

    [GeneratedRegex(@"^[+-]?(\d+(\.\d*)?|\.\d+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?\d+)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Quantity();
}
