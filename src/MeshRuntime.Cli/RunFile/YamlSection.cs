using MeshRuntime.Cli.Settings;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace MeshRuntime.Cli.RunFile;

/// <summary>Reads one mapping of a run file by key, collecting problems in place of throwing.</summary>
internal sealed class YamlSection
{
    private const string MergeKey = "<<";

    private readonly Dictionary<string, (YamlNode Key, YamlNode Value)> _entries = [];
    private readonly ProblemList _problems;

    public YamlSection(YamlMappingNode node, ProblemList problems)
    {
        _problems = problems;
        Node = node;
        Fill(node);
    }

    public YamlMappingNode Node { get; }

    /// <summary>The value of a key; null when the key is absent or has nothing after its colon.</summary>
    public YamlNode? Find(string key) =>
        _entries.TryGetValue(key, out var entry) && !IsNull(entry.Value) ? entry.Value : null;

    /// <summary>The text of a scalar; null when absent, or not a scalar, which is reported.</summary>
    public string? Text(string key)
    {
        if (Find(key) is not { } value)
            return null;
        if (value is YamlScalarNode scalar)
            return scalar.Value ?? "";
        _problems.Error(value, $"{key} must be a single value, not {Describe(value)}");
        return null;
    }

    /// <summary>The texts of a list; empty when absent, or not a list of scalars, which is reported with the cure.</summary>
    public IReadOnlyList<(string Text, YamlNode Node)> Texts(string key, string example)
    {
        if (Find(key) is not { } value)
            return [];
        if (value is not YamlSequenceNode list)
        {
            _problems.Error(value, $"{key} must be a list, not {Describe(value)}: write {example}");
            return [];
        }

        foreach (var item in list.Where(item => item is not YamlScalarNode))
            _problems.Error(item, $"{key} may hold single values only, not {Describe(item)}: write {example}");
        return [.. list.OfType<YamlScalarNode>().Select(item => (item.Value ?? "", (YamlNode)item))];
    }

    /// <summary>The mapping under a key; null when absent, or not a mapping, which is reported.</summary>
    public YamlSection? Section(string key)
    {
        switch (Find(key))
        {
            case null:
                return null;
            case YamlMappingNode mapping:
                return new YamlSection(mapping, _problems);
            case var other:
                _problems.Error(other, $"{key} must be a mapping of keys to values, not {Describe(other)}");
                return null;
        }
    }

    /// <summary>All keys with their values, as texts.</summary>
    public IEnumerable<KeyValuePair<string, string>> Pairs(string what)
    {
        foreach (var (key, entry) in _entries)
        {
            if (entry.Value is YamlScalarNode scalar)
                yield return new(key, IsNull(scalar) ? "" : scalar.Value ?? "");
            else
                _problems.Error(entry.Value, $"{what} {key} must be a single value, not {Describe(entry.Value)}");
        }
    }

    /// <summary>Warns of each key that is not among the known ones, naming the nearest.</summary>
    public void WarnOfUnknownKeys(string section, IReadOnlyCollection<string> known)
    {
        foreach (var (key, entry) in _entries.Where(entry => !known.Contains(entry.Key)))
        {
            var nearest = NearestName.Of(key, known);
            _problems.Warn(entry.Key, $"{section} has no key '{key}', so it has no effect"
                + (nearest is null ? "" : $": did you mean '{nearest}'?"));
        }
    }

    public static string Describe(YamlNode node) => node switch
    {
        YamlSequenceNode => "a list",
        YamlMappingNode => "a mapping",
        _ => "a single value",
    };

    private void Fill(YamlMappingNode node)
    {
        foreach (var (key, value) in node.Children)
        {
            if (key is YamlScalarNode { Value: MergeKey })
                continue;
            if (key is YamlScalarNode { Value: { } name })
                _entries.TryAdd(name, (key, value));
            else
                _problems.Error(key, $"a key must be a single value, not {Describe(key)}");
        }

        // Merged mappings come second: keys that stand in the mapping itself win.
        if (!node.Children.TryGetValue(new YamlScalarNode(MergeKey), out var merged))
            return;
        foreach (var source in merged is YamlSequenceNode several ? several : Enumerable.Repeat(merged, 1))
        {
            if (source is YamlMappingNode mapping)
                Fill(mapping);
            else
                _problems.Error(source, $"{MergeKey} must name a mapping, not {Describe(source)}");
        }
    }

    private static bool IsNull(YamlNode node) =>
        node is YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" or "~" or "null" or "Null" or "NULL" };
}
