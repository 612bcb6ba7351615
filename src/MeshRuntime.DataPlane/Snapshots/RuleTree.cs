namespace MeshRuntime.DataPlane.Snapshots;

/// <summary>
/// Finds the rule for a path, as Dapr does, so that a policy written for Dapr means here what it meant there. Names are split on <c>/</c>; at each
/// segment the first sibling that matches, in the order written, is taken, and never taken back:
/// <list type="bullet">
/// <item>a name covers everything below it, so <c>/a</c> covers <c>/a/b</c>, and a rule <c>/a/b</c> beside it is never reached;</item>
/// <item>a last <c>*</c> covers exactly one segment, a last <c>**</c> all that follow, and both cover the path above them (<c>/a/*</c> covers <c>/a</c>);</item>
/// <item>inside a name <c>**</c> stands for one segment, <c>*</c> for none, and <c>x*y</c> for a segment that begins and ends so;</item>
/// <item>of two rules with one name the first counts.</item>
/// </list>
/// </summary>
internal sealed class RuleTree
{
    private readonly RuleNode _root;

    private RuleTree(RuleNode root) => _root = root;

    public static RuleTree Build(IEnumerable<OperationRule> rules) =>
        new(RuleNode.Build("", [.. rules.Select(rule => (rule.Name.Split('/'), rule))], depth: 1));

    /// <summary>The rule that covers the path (first slash or not), or null.</summary>
    public OperationRule? Find(ReadOnlySpan<char> path)
    {
        var rest = path.StartsWith('/') ? path[1..] : path;
        var node = _root;
        while (true)
        {
            var slash = rest.IndexOf('/');
            var isLast = slash < 0;
            node = node.Next(isLast ? rest : rest[..slash], isLast);
            if (node is null)
            {
                return null;
            }

            if (node.Rule is { } rule && (isLast || node.CoversDeeper))
            {
                return rule;
            }

            if (isLast)
            {
                return node.Next("*", isLast: true)?.Rule;
            }

            rest = rest[(slash + 1)..];
        }
    }
}
