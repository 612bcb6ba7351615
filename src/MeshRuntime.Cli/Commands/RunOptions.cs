using System.CommandLine;
using System.CommandLine.Parsing;
using MeshRuntime.Cli.Settings;

namespace MeshRuntime.Cli.Commands;

/// <summary>Makes a flag of each setting, and reads the flags back into values.</summary>
internal sealed class RunOptions
{
    private readonly List<(RunSetting Setting, Option Option)> _options =
        [.. RunSettings.All.Where(setting => setting.Flag is not null).Select(setting => (setting, Option(setting)))];

    public IEnumerable<(RunSetting Setting, Option Option)> All => _options;

    /// <summary>The values of the flags that were given.</summary>
    public SettingValues Read(ParseResult parsed)
    {
        var values = SettingValues.None;
        foreach (var (setting, option) in _options)
        {
            if (parsed.GetResult(option) is not { Implicit: false })
                continue;
            values = option switch
            {
                Option<bool> flag => values.With(setting, parsed.GetValue(flag) ? "true" : "false"),
                Option<string[]> list => values.With(setting, Split(parsed.GetValue(list) ?? [])),
                Option<string> text => values.With(setting, parsed.GetValue(text) ?? ""),
                _ => values,
            };
        }

        return values;
    }

    private static Option Option(RunSetting setting)
    {
        var name = "--" + setting.Flag;
        string[] aliases = setting.Alias is { } alias ? [alias] : [];
        Option option = setting.Kind switch
        {
            SettingKind.Switch => new Option<bool>(name, aliases),
            SettingKind.Paths => new Option<string[]>(name, aliases),
            _ => new Option<string>(name, aliases),
        };
        option.Description = setting.Help;
        option.HelpName = setting.ValueName;
        option.Hidden = setting.IsHidden;
        option.Validators.Add(result => Validate(setting, result));
        return option;
    }

    private static void Validate(RunSetting setting, OptionResult result)
    {
        if (setting.Kind == SettingKind.Switch)
            return;
        foreach (var token in result.Tokens)
        {
            if (SettingCheck.Problem(setting, token.Value) is { } problem)
                result.AddError($"--{setting.Flag}: {problem}.");
        }
    }

    private static IEnumerable<string> Split(IEnumerable<string> values) =>
        values.SelectMany(value => value.Split(',', StringSplitOptions.RemoveEmptyEntries));
}
