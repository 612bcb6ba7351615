using System.Globalization;
using MeshRuntime.Abstractions.Components;
using MeshRuntime.ControlPlane.Validation;

namespace MeshRuntime.ControlPlane.Yaml;

/// <summary>
/// Reads a mapping by key and type. A wrong value becomes a problem and reads as absent; so does null. Reading a key declares it:
/// what was never read is unknown (<see cref="CheckUnread"/>).
/// </summary>
internal sealed class YamlMap
{
    private readonly YamlMapping _node;
    private readonly ProblemList _problems;
    private readonly StringComparison _keys;
    private readonly List<string> _read = [];

    /// <param name="node">The mapping.</param>
    /// <param name="path">Its field path; empty for the document.</param>
    /// <param name="problems">Takes what is wrong.</param>
    /// <param name="keys">Dapr compares keys without case in every kind but Configuration.</param>
    public YamlMap(YamlMapping node, string path, ProblemList problems, StringComparison keys)
    {
        (_node, Path, _problems, _keys) = (node, path, problems, keys);
        var doubles = node.Entries.GroupBy(entry => entry.Key, StringComparer.FromComparison(keys)).Where(group => group.Count() > 1);
        foreach (var entry in doubles.Select(group => group.Last()))
        {
            problems.Error(entry.Place, PathOf(entry.Key), "stands twice in one mapping; keys are compared without case", "remove one of them");
        }
    }

    public string Path { get; }

    public Place Place => _node.Place;

    /// <summary>The keys in the order written.</summary>
    public IEnumerable<string> Keys => _node.Entries.Select(entry => entry.Key);

    /// <summary>True when there are keys, and none but these.</summary>
    public bool HasOnly(params IReadOnlyList<string> keys) =>
        _node.Entries.Count > 0 && _node.Entries.All(entry => keys.Contains(entry.Key, StringComparer.FromComparison(_keys)));

    public string PathOf(string key) => Path.Length == 0 ? key : $"{Path}.{key}";

    public Place PlaceOf(string key) => EntryOf(key)?.Place ?? Place;

    /// <summary>The value of a key, whatever it is; null when absent or null.</summary>
    public YamlNode? Node(string key)
    {
        _read.Add(key);
        return EntryOf(key)?.Value is { } value && value is not YamlScalar { IsNull: true } ? value : null;
    }

    /// <summary>The value as a message may show it: in quotes, unless a variable was put in there.</summary>
    public string Shown(string key) => EntryOf(key)?.Value is YamlScalar scalar ? scalar.Shown : "the value";

    /// <summary>Declares keys that are known but not read.</summary>
    public void Known(params ReadOnlySpan<string> keys) => _read.AddRange(keys);

    public YamlScalar? Scalar(string key) => Node(key) switch
    {
        null => null,
        YamlScalar scalar => scalar,
        var other => Wrong<YamlScalar>(key, other, "is not a plain value", "write one value here"),
    };

    public string? Text(string key) => Scalar(key)?.Text;

    public string? RequiredText(string key, string cure)
    {
        var text = Text(key);
        if (string.IsNullOrEmpty(text) && EntryOf(key)?.Value is null or YamlScalar)
        {
            _problems.Error(PlaceOf(key), PathOf(key), "is missing", cure);
        }

        return string.IsNullOrEmpty(text) ? null : text;
    }

    public bool? Flag(string key)
    {
        if (Scalar(key) is not { } scalar)
        {
            return null;
        }

        var flag = scalar.AsFlag();
        return flag ?? WrongFlag();

        bool? WrongFlag()
        {
            _problems.Error(scalar.Place, PathOf(key), $"{scalar.Shown} is not a boolean", "write true or false");
            return null;
        }
    }

    /// <summary>A Go duration within a range.</summary>
    /// <param name="key">The key.</param>
    /// <param name="bareUnit">What a bare number counts: it differs from kind to kind.</param>
    /// <param name="min">The shortest allowed.</param>
    /// <param name="max">The longest allowed.</param>
    public TimeSpan? Duration(string key, TimeSpan bareUnit, TimeSpan min, TimeSpan max)
    {
        if (Scalar(key) is not { } scalar)
        {
            return null;
        }

        if (GoDuration.TryParse(scalar.Text, bareUnit, out var duration) && duration >= min && duration <= max)
        {
            return duration;
        }

        var range = $"from {GoDuration.Format(min)} to {GoDuration.Format(max)}";
        _problems.Error(
            scalar.Place,
            PathOf(key),
            $"{scalar.Shown} is not a duration {range}",
            $"write one such as 1m30s or 250ms; a bare number counts {(bareUnit == TimeSpan.FromSeconds(1) ? "seconds" : "milliseconds")}");
        return null;
    }

    /// <summary>A whole number within a range.</summary>
    /// <param name="key">The key.</param>
    /// <param name="min">The least allowed.</param>
    /// <param name="max">The most allowed.</param>
    /// <param name="cure">What to write instead, where a number has a meaning of its own; null for the range.</param>
    public int? Number(string key, int min, int max = int.MaxValue, string? cure = null)
    {
        if (Scalar(key) is not { } scalar)
        {
            return null;
        }

        var isNumber = decimal.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number);
        if (isNumber && number >= min && number <= max)
        {
            return (int)number;
        }

        var what = !isNumber ? "is no whole number" : number < min ? "is too small" : "is too large";
        var range = max == int.MaxValue && !(number > max) ? $"of at least {min}" : $"from {min} to {max}";
        _problems.Error(scalar.Place, PathOf(key), $"{scalar.Shown} {what}", cure ?? $"write one {range}");
        return null;
    }

    public YamlMap? Map(string key) => Mapping(key) is { } mapping ? new YamlMap(mapping, PathOf(key), _problems, _keys) : null;

    /// <summary>The entries below a key whose names the author chose; such names differ by case. A name without a value has an empty mapping (Dapr).</summary>
    public IReadOnlyList<(string Name, YamlMap Map)> NamedMaps(string key)
    {
        var maps = new List<(string, YamlMap)>();
        var path = PathOf(key);
        foreach (var (name, place, value) in Mapping(key)?.Entries ?? [])
        {
            if ((value is YamlScalar { IsNull: true } ? new YamlMapping(place, []) : value) is YamlMapping mapping)
            {
                maps.Add((name, new YamlMap(mapping with { Place = place }, $"{path}.{name}", _problems, _keys)));
            }
            else
            {
                _problems.Error(place, $"{path}.{name}", "is not a mapping", "write keys and values below it");
            }
        }

        return maps;
    }

    /// <summary>A mapping of names that the author chose to plain values.</summary>
    public YamlMap? NamedValues(string key) =>
        Mapping(key) is { } mapping ? new YamlMap(mapping, PathOf(key), _problems, StringComparison.Ordinal) : null;

    public IReadOnlyList<YamlMap> Maps(string key)
    {
        var maps = new List<YamlMap>();
        foreach (var (item, path) in Items(key))
        {
            if (item is YamlMapping mapping)
            {
                maps.Add(new YamlMap(mapping, path, _problems, _keys));
            }
            else
            {
                _problems.Error(item.Place, path, "is not a mapping", "write keys and values here");
            }
        }

        return maps;
    }

    public IReadOnlyList<YamlScalar> Scalars(string key)
    {
        var scalars = new List<YamlScalar>();
        foreach (var (item, path) in Items(key))
        {
            if (item is YamlScalar { IsNull: false } scalar)
            {
                scalars.Add(scalar);
            }
            else
            {
                _problems.Error(item.Place, path, "is not a plain value", "write one value here");
            }
        }

        return scalars;
    }

    public IReadOnlyList<string> Texts(string key) => [.. Scalars(key).Select(scalar => scalar.Text)];

    public void Error(string key, string what, string cure) => _problems.Error(PlaceOf(key), PathOf(key), what, cure);

    public void Warning(string key, string what, string cure) => _problems.Warning(PlaceOf(key), PathOf(key), what, cure);

    /// <summary>A warning about the mapping as a whole.</summary>
    public void WarnHere(string what, string cure) => _problems.Warning(Place, Path, what, cure);

    /// <summary>Reports the keys that nobody read.</summary>
    /// <param name="severity">Error where the mapping grants or denies something, or the kind is our own; warning elsewhere.</param>
    /// <param name="guarded">Keys that grant or deny something: an unknown key that resembles one is an error in any case.</param>
    public void CheckUnread(ProblemSeverity severity, params IReadOnlyList<string> guarded)
    {
        foreach (var entry in _node.Entries.Where(entry => !_read.Exists(key => string.Equals(key, entry.Key, _keys))))
        {
            var near = Spelling.Nearest(entry.Key, _read);
            var actual = near is not null && guarded.Contains(near) ? ProblemSeverity.Error : severity;
            var cure = near is null ? $"known here: {string.Join(", ", _read.Distinct())}" : $"did you mean \"{near}\"?";
            _problems.Add(actual, entry.Place, PathOf(entry.Key), "is an unknown key", cure);
        }
    }

    private IEnumerable<(YamlNode Item, string Path)> Items(string key)
    {
        var list = Node(key) switch
        {
            null => null,
            YamlList items => items,
            var other => Wrong<YamlList>(key, other, "is not a list", "start each item with \"- \""),
        };
        return list is null ? [] : list.Items.Select((item, index) => (item, $"{PathOf(key)}[{index}]"));
    }

    private YamlMapping? Mapping(string key) => Node(key) switch
    {
        null => null,
        YamlMapping mapping => mapping,
        var other => Wrong<YamlMapping>(key, other, "is not a mapping", "write keys and values below it"),
    };

    private YamlEntry? EntryOf(string key) => _node.Entries.FirstOrDefault(entry => string.Equals(entry.Key, key, _keys));

    private T? Wrong<T>(string key, YamlNode node, string what, string cure)
        where T : class
    {
        _problems.Error(node.Place, PathOf(key), what, cure);
        return null;
    }
}
