using System.Net;

namespace MeshRuntime.Sidecar.Options;

/// <summary>Holds the value of every flag, given or default. A flag with a problem holds its default, so reading goes on and finds the rest.</summary>
internal sealed class FlagValues
{
    private readonly Dictionary<string, object?> _values = new(StringComparer.Ordinal);
    private readonly HashSet<string> _given = new(StringComparer.Ordinal);
    private readonly List<string> _problems = [];

    private FlagValues()
    {
    }

    /// <summary>Values that are out of range, each with what is allowed.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>Reads every flag of the table from the line.</summary>
    public static FlagValues Read(CommandLine line)
    {
        var values = new FlagValues();
        foreach (var flag in FlagTable.All)
        {
            values.Read(flag, line.TextsOf(flag));
        }

        return values;
    }

    /// <summary>Whether the user gave a value that counts: <c>--max-body-size=-1</c> does not.</summary>
    public bool Has(string name) => _given.Contains(name);

    /// <summary>Text or choice; null when there is none.</summary>
    public string? Text(string name) => Get(name) as string is { Length: > 0 } text ? text : null;

    /// <summary>A switch with a default.</summary>
    public bool Switch(string name) => MaybeSwitch(name) ?? false;

    /// <summary>A switch that may be left open.</summary>
    public bool? MaybeSwitch(string name) => (bool?)Get(name);

    /// <summary>A number with a default.</summary>
    public long Number(string name) => MaybeNumber(name) ?? throw new InvalidOperationException($"--{name} has no default");

    /// <summary>A number or a byte count; null when there is none.</summary>
    public long? MaybeNumber(string name) => (long?)Get(name);

    /// <summary>A duration; null when there is none.</summary>
    public TimeSpan? MaybeDuration(string name) => (TimeSpan?)Get(name);

    /// <summary>The items of a list; empty when there are none.</summary>
    public IReadOnlyList<string> List(string name) => (IReadOnlyList<string>?)Get(name) ?? [];

    /// <summary>An address; null when there is none.</summary>
    public IPAddress? Address(string name) => (IPAddress?)Get(name);

    /// <summary>Addresses with a default.</summary>
    public IReadOnlyList<IPAddress> Addresses(string name) => (IReadOnlyList<IPAddress>?)Get(name) ?? [];

    private object? Get(string name) =>
        _values.TryGetValue(name, out var value) ? value : throw new InvalidOperationException($"--{name} is not in the table of flags");

    private void Read(Flag flag, IReadOnlyList<string> texts)
    {
        object? value = null;
        var list = new List<string>();
        foreach (var text in texts)
        {
            if (!FlagReading.TryRead(flag, text, out var read))
            {
                var unit = flag.Unit.Length > 0 ? $" (in {flag.Unit})" : "";
                _problems.Add($"--{flag.Name} {Quoted(text)}: give {flag.Range}{unit}");
            }
            else if (flag.Kind == FlagKind.List)
            {
                list.AddRange((List<string>)read!);
            }
            else
            {
                value = read;
            }
        }

        if (list.Count > 0)
        {
            value = list;
        }

        if (value is not null)
        {
            _given.Add(flag.Name);
        }
        else if (flag.Default.Length > 0)
        {
            FlagReading.TryRead(flag, flag.Default, out value);
        }

        _values[flag.Name] = value;
    }

    private static string Quoted(string text) => text.Length > 0 && !text.Any(char.IsWhiteSpace) && !text.Any(char.IsControl)
        ? text
        : $"\"{string.Concat(text.Select(c => char.IsControl(c) ? '?' : c))}\"";
}
