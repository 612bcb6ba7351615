namespace MeshRuntime.DataPlane.Snapshots;

/// <summary>Stands for one segment of the rules' names: the rule that ends here, and the segments that may follow.</summary>
internal sealed class RuleNode
{
    private readonly string _segment;
    private readonly int _order;
    private readonly Dictionary<string, RuleNode>.AlternateLookup<ReadOnlySpan<char>> _literals;
    private readonly RuleNode[] _wildcards;

    private RuleNode(string segment, int order, OperationRule? rule, RuleNode[] children)
    {
        _segment = segment;
        _order = order;
        Rule = rule;
        _wildcards = [.. children.Where(child => child._segment.Contains('*'))];
        _literals = children.Where(child => !child._segment.Contains('*'))
            .ToDictionary(child => child._segment, StringComparer.Ordinal)
            .GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public OperationRule? Rule { get; }

    /// <summary>Whether a rule that ends here also covers longer paths.</summary>
    public bool CoversDeeper => _segment is not "*";

    /// <summary>Builds the node whose rules agree in the <paramref name="depth"/> segments before it (the first of them is empty: names begin with a slash).</summary>
    public static RuleNode Build(string segment, (string[] Segments, OperationRule Rule)[] rules, int depth, int order = 0) => new(
        segment,
        order,
        rules.FirstOrDefault(rule => rule.Segments.Length == depth).Rule,
        [.. rules.Where(rule => rule.Segments.Length > depth)
            .GroupBy(rule => rule.Segments[depth], StringComparer.Ordinal)
            .Select((group, index) => Build(group.Key, [.. group], depth + 1, index))]);

    /// <summary>The first child, in the order written, that matches the segment: one look-up among the literals, then the wildcards written before it.</summary>
    public RuleNode? Next(ReadOnlySpan<char> segment, bool isLast)
    {
        _literals.TryGetValue(segment, out var literal);
        foreach (var wildcard in _wildcards)
        {
            if (literal is not null && literal._order < wildcard._order)
            {
                return literal;
            }

            if (wildcard.Matches(segment, isLast))
            {
                return wildcard;
            }
        }

        return literal;
    }

    private bool Matches(ReadOnlySpan<char> segment, bool isLast) => _segment switch
    {
        "*" => isLast || segment is "*",
        "**" => true,
        _ => MatchesGlob(segment, _segment),
    };

    // Goes back only to the last star: with several stars an earlier one never needs to give up what it took, so the work is at most text × pattern.
    private static bool MatchesGlob(ReadOnlySpan<char> text, ReadOnlySpan<char> pattern)
    {
        int at = 0, inPattern = 0, star = -1, afterStar = 0;
        while (at < text.Length)
        {
            if (inPattern < pattern.Length && pattern[inPattern] == '*')
            {
                star = inPattern++;
                afterStar = at;
            }
            else if (inPattern < pattern.Length && pattern[inPattern] == text[at])
            {
                inPattern++;
                at++;
            }
            else if (star >= 0)
            {
                inPattern = star + 1;
                at = ++afterStar;
            }
            else
            {
                return false;
            }
        }

        return pattern[inPattern..].TrimStart('*').IsEmpty;
    }
}
