using System.Globalization;
using System.Numerics;
using FsCheck;
using FsCheck.Fluent;

namespace MeshRuntime.Tests.DataPlane.Expressions;

/// <summary>
/// A second, slow implementation of the language's core: trees that know their text and their value. Whole numbers are counted without limit and lists are
/// arrays, so it shares nothing with what it judges. A value is a bool, an int (<see cref="BigInteger"/>), a string, a list or <see cref="Nothing"/>
/// (CEL's null); null means an error.
/// </summary>
internal sealed record ReferenceTree(string Kind, ReferenceTree[] Parts, object? Leaf = null)
{
    public static readonly object Nothing = new();

    private static readonly string[] Binary = ["+", "-", "*", "/", "%", "<", "<=", ">", ">=", "==", "!=", "in", "&&", "||"];

    // Numbers are small, so that equal ones meet, or at the edge of the range, so that sums leave it.
    private static readonly Gen<ReferenceTree> Leaves = Gen.Frequency(
        (6, Gen.Elements(0L, 1, 2, 3, -1, long.MaxValue, long.MinValue).Select(number => Of(new BigInteger(number)))),
        (4, Gen.Elements(true, false).Select(value => Of(value))),
        (3, Gen.Elements("", "a", "ab", "b").Select(text => Of(text))),
        (1, Gen.Constant(Of(Nothing))),
        (1, Gen.Constant(new ReferenceTree("missing", []))),
        (2, Gen.Constant(new ReferenceTree("x", []))));

    public static readonly Gen<ReferenceTree> Any = Gen.Choose(0, 5).SelectMany(Deep);

    /// <summary>The value without variables; null is an error.</summary>
    public object? Value() => Evaluate(null);

    /// <summary>How a value is shown.</summary>
    public static string Show(object value) => value switch
    {
        bool truth => truth ? "true" : "false",
        BigInteger number => number.ToString(CultureInfo.InvariantCulture),
        string text => $"\"{text}\"",
        object[] list => $"[{string.Join(", ", list.Select(Show))}]",
        _ => "null",
    };

    /// <summary>The text, with no more brackets than the tree needs, so that precedence is put to the test.</summary>
    public string Text() => Kind switch
    {
        "leaf" => Leaf switch { string text => $"'{text}'", bool or BigInteger => Show(Leaf), _ => "null" },
        "list" => $"[{string.Join(", ", Parts.Select(part => part.Text()))}]",
        "size" => $"size({Parts[0].Text()})",
        "[]" => $"{Parts[0].Inside(7)}[{Parts[1].Text()}]",
        "?" => $"{Parts[0].Inside(2)} ? {Parts[1].Inside(2)} : {Parts[2].Text()}",
        "!" => $"!{Parts[0].Inside(7)}",
        "neg" => $"-{Parts[0].Inside(7)}",
        "all" or "exists" or "exists_one" or "map" or "filter" => $"{Parts[0].Inside(7)}.{Kind}(x, {Parts[1].Text()})",
        "missing" or "x" => Kind,
        _ => $"{Parts[0].Inside(Level)} {Kind} {Parts[1].Inside(Level + 1)}",
    };

    public override string ToString() => Text();

    private int Level => Kind switch
    {
        "?" => 1, "||" => 2, "&&" => 3, "<" or "<=" or ">" or ">=" or "==" or "!=" or "in" => 4, "+" or "-" => 5, "*" or "/" or "%" => 6,
        "!" or "neg" => 6, "leaf" when Leaf is BigInteger { Sign: < 0 } => 6, _ => 7,
    };

    private static ReferenceTree Of(object value) => new("leaf", [], value);

    private static Gen<ReferenceTree> Deep(int depth) => depth == 0 ? Leaves : Gen.Frequency(
        (1, Leaves),
        (8, Gen.Elements(Binary).SelectMany(name => Node(name, depth, 2))),
        (1, Node("?", depth, 3)),
        (1, Node("!", depth, 1)),
        (1, Node("neg", depth, 1)),
        (1, Node("size", depth, 1)),
        (1, Node("[]", depth, 2)),
        (1, Gen.Choose(0, 3).SelectMany(count => Node("list", depth, count))),
        (4, Gen.Elements("all", "exists", "exists_one", "map", "filter").SelectMany(name =>
            from count in Gen.Choose(0, 3)
            from list in Node("list", depth, count)
            from body in Deep(depth - 1)
            select new ReferenceTree(name, [list, body]))));

    private static Gen<ReferenceTree> Node(string kind, int depth, int parts) =>
        Gen.Choose(0, depth - 1).SelectMany(Deep).ArrayOf(parts).Select(all => new ReferenceTree(kind, all));

    private string Inside(int level) => Level < level ? $"({Text()})" : Text();

    private object? Evaluate(object? x) => Kind switch
    {
        "leaf" => Leaf,
        "missing" => null,
        "x" => x,
        "&&" => Join(x, deciding: false, Parts.Select(part => part.Evaluate(x))),
        "||" => Join(x, deciding: true, Parts.Select(part => part.Evaluate(x))),
        "?" => Parts[0].Evaluate(x) is bool taken ? Parts[taken ? 1 : 2].Evaluate(x) : null,
        "all" or "exists" or "exists_one" or "map" or "filter" => Parts[0].Evaluate(x) is object[] list ? Loop(list) : null,
        _ when Parts.Select(part => part.Evaluate(x)).ToArray() is var values => values.Contains(null) ? null : Apply(values!),
        _ => null,
    };

    private static object? Join(object? x, bool deciding, IEnumerable<object?> values)
    {
        var all = values.ToArray();
        return all.Contains(deciding) ? deciding : all.All(value => value is bool) ? !deciding : null;
    }

    private object? Loop(object[] list)
    {
        var bodies = list.Select(Parts[1].Evaluate).ToArray();
        return Kind switch
        {
            "all" => Join(null, deciding: false, bodies),
            "exists" => Join(null, deciding: true, bodies),
            "map" => bodies.Contains(null) ? null : bodies,
            _ when !bodies.All(body => body is bool) => null,
            "exists_one" => bodies.Count(body => body is true) == 1,
            _ => list.Where((_, index) => bodies[index] is true).ToArray(),
        };
    }

    private object? Apply(object[] values) => (Kind, values) switch
    {
        ("list", _) => values,
        ("==", [var a, var b]) => Show(a) == Show(b),
        ("!=", [var a, var b]) => Show(a) != Show(b),
        ("in", [var a, object[] list]) => list.Any(one => Show(one) == Show(a)),
        ("!", [bool value]) => !value,
        ("neg", [BigInteger value]) => Fit(-value),
        ("size", [string text]) => new BigInteger(text.Length),
        ("size", [object[] list]) => new BigInteger(list.Length),
        ("[]", [object[] list, BigInteger index]) => index >= 0 && index < list.Length ? list[(int)index] : null,
        ("+", [BigInteger a, BigInteger b]) => Fit(a + b),
        ("-", [BigInteger a, BigInteger b]) => Fit(a - b),
        ("*", [BigInteger a, BigInteger b]) => Fit(a * b),
        ("/", [BigInteger a, BigInteger b]) => b.IsZero ? null : Fit(a / b),
        ("%", [BigInteger a, BigInteger b]) => b.IsZero || Fit(a / b) is null ? null : Fit(a % b),
        ("+", [string a, string b]) => a + b,
        ("+", [object[] a, object[] b]) => (object[])[.. a, .. b],
        ("<" or "<=" or ">" or ">=", [BigInteger a, BigInteger b]) => Holds(a.CompareTo(b)),
        ("<" or "<=" or ">" or ">=", [string a, string b]) => Holds(string.CompareOrdinal(a, b)),
        ("<" or "<=" or ">" or ">=", [bool a, bool b]) => Holds(a.CompareTo(b)),
        _ => null,
    };

    private bool Holds(int order) => Kind switch { "<" => order < 0, "<=" => order <= 0, ">" => order > 0, _ => order >= 0 };

    private static object? Fit(BigInteger value) => value >= long.MinValue && value <= long.MaxValue ? value : null;
}
