using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace MeshRuntime.ControlPlane.Yaml;

/// <summary>
/// Turns the parser's events into nodes. Nothing is instantiated by tag; depth and size are limited, and an alias costs as much as what it stands
/// for, so that nine lines of nested aliases cannot become a billion nodes.
/// </summary>
internal sealed class YamlTreeBuilder(IParser parser, SourceText source, int lineOffset)
{
    /// <summary>Dapr's deepest resource has 8 levels.</summary>
    public const int MaxDepth = 64;

    /// <summary>A Configuration with 400 access policies of 10 operations has about 30,000 nodes.</summary>
    public const int MaxNodes = 50_000;

    private const string CoreTag = "tag:yaml.org,2002:";

    private readonly Dictionary<string, (YamlNode Node, int Size)> _anchors = new(StringComparer.Ordinal);
    private int _nodes;

    /// <summary>Reads the document that starts at the parser's current event; leaves the parser after its end.</summary>
    public YamlNode ReadDocument()
    {
        parser.Consume<DocumentStart>();
        var root = ReadNode(0);
        parser.Consume<DocumentEnd>();
        return root;
    }

    private YamlNode ReadNode(int depth)
    {
        var start = parser.Current ?? throw new SemanticErrorException("the document ends in the middle");
        Count(1, start);
        if (depth > MaxDepth)
        {
            throw Error(start, $"the document is nested deeper than {MaxDepth} levels");
        }

        if (parser.TryConsume<AnchorAlias>(out var alias))
        {
            return ReadAlias(alias);
        }

        var before = _nodes;
        var anchor = start is NodeEvent { Anchor.IsEmpty: false } anchored ? anchored.Anchor.Value : null;
        YamlNode node = start switch
        {
            Scalar => ReadScalar(),
            SequenceStart => ReadList(depth),
            MappingStart => ReadMapping(depth),
            _ => throw Error(start, "a value is expected here"),
        };

        // Only now: an alias inside its own anchor would be a cycle, and finds nothing.
        if (anchor is not null)
        {
            _anchors[anchor] = (node, _nodes - before + 1);
        }

        return node;
    }

    private YamlNode ReadAlias(AnchorAlias alias)
    {
        if (!_anchors.TryGetValue(alias.Value.Value, out var known))
        {
            throw Error(alias, $"the alias *{alias.Value.Value} names no anchor that ends before it");
        }

        Count(known.Size, alias);
        return known.Node;
    }

    private YamlScalar ReadScalar()
    {
        var scalar = parser.Consume<Scalar>();
        CheckTag(scalar, "str", "int", "float", "bool", "null", "timestamp");
        var plain = scalar.Style == ScalarStyle.Plain && !IsTag(scalar, "str");
        return new YamlScalar(PlaceOf(scalar), scalar.Value, plain, source.IsExpanded(LineOf(scalar)));
    }

    private YamlList ReadList(int depth)
    {
        var start = parser.Consume<SequenceStart>();
        CheckTag(start, "seq");
        var items = new List<YamlNode>();
        while (!parser.TryConsume<SequenceEnd>(out _))
        {
            items.Add(ReadNode(depth + 1));
        }

        return new YamlList(PlaceOf(start), items);
    }

    private YamlMapping ReadMapping(int depth)
    {
        var start = parser.Consume<MappingStart>();
        CheckTag(start, "map");
        var entries = new List<YamlEntry>();
        var keys = new Dictionary<string, Place>(StringComparer.Ordinal);
        var merged = new List<YamlNode>();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var at = parser.Current ?? throw new SemanticErrorException("the mapping does not end");
            if (ReadNode(depth + 1) is not YamlScalar key)
            {
                throw Error(at, "a key must be plain text");
            }

            var value = ReadNode(depth + 1);
            if (key is { IsPlain: true, Text: "<<" })
            {
                merged.Add(value);
            }
            else if (!keys.TryAdd(key.Text, key.Place))
            {
                throw Error(at, $"the key \"{key.Text}\" stands twice in one mapping, first at line {keys[key.Text].Line}");
            }
            else
            {
                entries.Add(new YamlEntry(key.Text, key.Place, value));
            }
        }

        Merge(entries, keys, merged, start);
        return new YamlMapping(PlaceOf(start), entries);
    }

    /// <summary>YAML's merge key: what stands here wins over what is merged in, and what is merged first over what is merged later.</summary>
    private void Merge(List<YamlEntry> entries, Dictionary<string, Place> keys, List<YamlNode> merged, MappingStart start)
    {
        foreach (var node in merged.SelectMany(node => node is YamlList list ? list.Items : [node]))
        {
            if (node is not YamlMapping mapping)
            {
                throw Error(start, "the merge key << needs a mapping");
            }

            Count(mapping.Entries.Count, start);
            entries.AddRange(mapping.Entries.Where(entry => keys.TryAdd(entry.Key, entry.Place)));
        }
    }

    private void Count(int nodes, ParsingEvent at)
    {
        _nodes += nodes;
        if (_nodes > MaxNodes)
        {
            throw Error(at, $"the document has more than {MaxNodes} nodes, aliases counted as often as they are used");
        }
    }

    private static void CheckTag(NodeEvent node, params ReadOnlySpan<string> allowed)
    {
        if (node.Tag.IsEmpty || node.Tag.IsNonSpecific)
        {
            return;
        }

        foreach (var name in allowed)
        {
            if (IsTag(node, name))
            {
                return;
            }
        }

        throw Error(node, $"the tag {node.Tag.Value} is refused: no types are made from tags");
    }

    private static bool IsTag(NodeEvent node, string name) => !node.Tag.IsEmpty && node.Tag.Value == CoreTag + name;

    private static SemanticErrorException Error(ParsingEvent at, string message) => new(at.Start, at.End, message);

    private int LineOf(ParsingEvent at) => (int)at.Start.Line + lineOffset;

    private Place PlaceOf(ParsingEvent at) => source.PlaceOf(LineOf(at));
}
