using MeshRuntime.DataPlane.Expressions.Evaluation;
using MeshRuntime.DataPlane.Expressions.Values;

namespace MeshRuntime.DataPlane.Expressions.Parsing;

/// <summary>The macros that go through a list or a map.</summary>
internal static class Macro
{
    /// <summary>True for the name of such a macro.</summary>
    public static bool IsOne(string name) => name is "all" or "exists" or "exists_one" or "map" or "filter";

    /// <summary>How a macro is written.</summary>
    public static string UsageOf(string name) => name == "map" ? "list.map(x, value) or list.map(x, condition, value)" : $"list.{name}(x, condition)";

    /// <summary>Makes the node of a macro, or says what is wrong with what follows its variable.</summary>
    public static Node Make(TokenReader tokens, Token name, Node range, int slot, Node[] bodies)
    {
        var column = name.Start + 1;
        Node always = new LiteralNode(column, CelValue.From(true));
        return (name.Text, bodies) switch
        {
            ("all", [var condition]) => new QuantifierNode(column, deciding: false, range, slot, condition),
            ("exists", [var condition]) => new QuantifierNode(column, deciding: true, range, slot, condition),
            ("exists_one", [var condition]) => new ExactlyOneNode(column, range, slot, condition),
            ("filter", [var condition]) => new CollectNode(column, range, slot, condition, new SlotNode(column, slot)),
            ("map", [var element]) => new CollectNode(column, range, slot, always, element),
            ("map", [var condition, var element]) => new CollectNode(column, range, slot, condition, element),
            _ => tokens.Fail(name.Start, $"this is how it is written: {UsageOf(name.Text)}"),
        };
    }
}
