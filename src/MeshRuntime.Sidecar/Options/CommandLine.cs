namespace MeshRuntime.Sidecar.Options;

/// <summary>Splits arguments into flags and their texts by pflag's rules, with one dash allowed for two (Dapr).</summary>
internal sealed class CommandLine
{
    private readonly Dictionary<string, List<string>> _given = new(StringComparer.Ordinal);
    private readonly List<string> _problems = [];

    private CommandLine()
    {
    }

    /// <summary>What cannot be read, each with its cure.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>Whether the flag was given.</summary>
    public bool Has(Flag flag) => _given.ContainsKey(flag.Name);

    /// <summary>The texts given for a flag, in order; empty when it was not given.</summary>
    public IReadOnlyList<string> TextsOf(Flag flag) => _given.TryGetValue(flag.Name, out var texts) ? texts : [];

    /// <summary>Splits <paramref name="args"/>.</summary>
    public static CommandLine Split(string[] args)
    {
        var line = new CommandLine();
        Flag? previous = null;
        for (var i = 0; i < args.Length;)
        {
            var arg = args[i];
            if (arg == "--" || arg is not ['-', _, ..])
            {
                line.Stray(arg, previous);
                (i, previous) = (i + 1, null);
                continue;
            }

            var name = arg[(arg[1] == '-' ? 2 : 1)..];
            var equals = name.IndexOf('=');
            var value = equals < 0 ? null : name[(equals + 1)..];
            name = equals < 0 ? name : name[..equals];
            i++;
            previous = FlagTable.Find(name is "h" ? "help" : name);
            var next = i < args.Length ? args[i] : null;
            if (previous is null)
            {
                line.Unknown(name);
                // What follows was meant as its value: reporting it again would only hide the cause.
                i += value is null && next is not (null or ['-', ..]) ? 1 : 0;
            }
            else if (value is not null || previous.Kind == FlagKind.Switch)
            {
                line.Add(previous, value ?? "true");
            }
            else if (next is null || IsFlag(next))
            {
                line._problems.Add($"--{name} needs a value: write --{name}=<{previous.Kind.ToString().ToLowerInvariant()}>");
            }
            else
            {
                line.Add(previous, next);
                i++;
            }
        }

        return line;
    }

    // pflag would take a flag as the value of the one before it; nobody means that.
    private static bool IsFlag(string arg) =>
        arg.StartsWith("--", StringComparison.Ordinal) && FlagTable.Find(arg[2..].Split('=')[0]) is not null;

    private void Add(Flag flag, string text)
    {
        if (!_given.TryGetValue(flag.Name, out var texts))
        {
            _given.Add(flag.Name, texts = []);
        }

        texts.Add(text);
    }

    private void Unknown(string name)
    {
        var nearest = NearestName.Of(name, FlagTable.All.Select(flag => flag.Name));
        _problems.Add(nearest is null
            ? $"--{name} is not a flag of meshd: meshd --help lists them"
            : $"--{name} is not a flag of meshd: did you mean --{nearest}?");
    }

    private void Stray(string arg, Flag? previous) => _problems.Add(previous?.Kind == FlagKind.Switch
        ? $"'{arg}' does not belong to --{previous.Name}: a switch takes its value only as --{previous.Name}={arg}"
        : $"'{arg}' is not a flag: meshd takes flags only; mesh run starts an app together with its sidecar");
}
