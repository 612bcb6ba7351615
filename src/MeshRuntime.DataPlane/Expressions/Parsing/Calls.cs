using MeshRuntime.DataPlane.Expressions.Evaluation;
using MeshRuntime.DataPlane.Expressions.Functions;
using MeshRuntime.DataPlane.Expressions.Values;

namespace MeshRuntime.DataPlane.Expressions.Parsing;

/// <summary>Makes nodes of calls; a function that is not there, or takes another number of values, is found now and not with the first message.</summary>
internal static class Calls
{
    /// <summary><c>name(a, b)</c>.</summary>
    public static Node Function(TokenReader tokens, Token name, Node[] arguments)
    {
        var column = name.Start + 1;
        if (name.Text == "has")
        {
            return arguments is [SelectNode field] ? new PresenceNode(column, field)
                : tokens.Fail(name.Start, "has asks for a field: has(event.data.name)");
        }

        var function = FunctionTable.Find(name.Text);
        return (function, arguments) switch
        {
            (null, _) => Unknown(tokens, name),
            ({ OfOne: { } apply }, [var operand]) => new UnaryNode(column, apply, operand),
            ({ OfTwo: { } apply }, [var left, var right]) => Binary(tokens, name, apply, left, right),
            _ => tokens.Fail(name.Start, $"this is how it is written: {UsageOf(name.Text, function)}"),
        };
    }

    /// <summary><c>receiver.name(a)</c>.</summary>
    public static Node Method(TokenReader tokens, Token name, Node receiver, Node[] arguments)
    {
        var function = FunctionTable.Find(name.Text);
        return (function, arguments) switch
        {
            (null, _) => Unknown(tokens, name),
            ({ Method: { } apply }, []) => new UnaryNode(name.Start + 1, apply, receiver),
            ({ MethodWithOne: { } apply }, [var argument]) => Binary(tokens, name, apply, receiver, argument),
            _ => tokens.Fail(name.Start, $"this is how it is written: {UsageOf(name.Text, function)}"),
        };
    }

    private static Node Binary(TokenReader tokens, Token name, BinaryOperation apply, Node left, Node right)
    {
        if (name.Text != FunctionTable.Matches || right is not LiteralNode { Value: { Kind: CelKind.String } pattern })
        {
            return new BinaryNode(name.Start + 1, apply, left, right);
        }

        return Patterns.TryCompile(pattern.AsString, out var regex, out var why)
            ? new MatchNode(name.Start + 1, left, regex) : tokens.Fail(right.Column - 1, why);
    }

    private static Node Unknown(TokenReader tokens, Token name) => tokens.Fail(name.Start,
        $"there is no function {name.Text}; there are size, contains, startsWith, endsWith, matches, has, all, exists, exists_one, map, filter, "
        + "conversions such as int(x), and parts of times such as getHours()");

    private static string UsageOf(string name, Function function) => string.Join(" or ", new[]
    {
        function.OfOne is null ? null : $"{name}(x)",
        function.OfTwo is null ? null : $"{name}(x, y)",
        function.Method is null ? null : $"x.{name}()",
        function.MethodWithOne is null ? null : $"x.{name}(y)",
    }.OfType<string>());
}
