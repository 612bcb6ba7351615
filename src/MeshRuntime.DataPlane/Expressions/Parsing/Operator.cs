using System.Collections.Frozen;
using MeshRuntime.DataPlane.Expressions.Evaluation;
using MeshRuntime.DataPlane.Expressions.Functions;

namespace MeshRuntime.DataPlane.Expressions.Parsing;

/// <summary>An operator between two values.</summary>
/// <param name="Level">How tightly it binds; those of one level bind from left to right.</param>
/// <param name="Apply">What it does; null for <c>&amp;&amp;</c> and <c>||</c>.</param>
internal sealed record Operator(int Level, BinaryOperation? Apply)
{
    /// <summary>The level of <c>||</c>, the loosest.</summary>
    public const int Loosest = 1;

    private static readonly FrozenDictionary<string, Operator> Table = new Dictionary<string, Operator>
    {
        ["||"] = new(Loosest, null),
        ["&&"] = new(2, null),
        ["<"] = new(3, Comparisons.Less),
        ["<="] = new(3, Comparisons.LessOrEqual),
        [">"] = new(3, Comparisons.Greater),
        [">="] = new(3, Comparisons.GreaterOrEqual),
        ["=="] = new(3, Comparisons.Equal),
        ["!="] = new(3, Comparisons.NotEqual),
        ["in"] = new(3, Containers.IsIn),
        ["+"] = new(4, Arithmetic.Add),
        ["-"] = new(4, Arithmetic.Subtract),
        ["*"] = new(5, Arithmetic.Multiply),
        ["/"] = new(5, Arithmetic.Divide),
        ["%"] = new(5, Arithmetic.Modulo),
    }.ToFrozenDictionary();

    /// <summary>The operator that a token is; null when it is none.</summary>
    public static Operator? Of(Token token) =>
        token.Kind is TokenKind.Symbol or TokenKind.Word ? Table.GetValueOrDefault(token.Text) : null;
}
