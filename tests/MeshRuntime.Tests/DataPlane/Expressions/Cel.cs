using System.Globalization;
using System.Text;
using System.Text.Json;
using MeshRuntime.DataPlane.Expressions;
using MeshRuntime.DataPlane.Expressions.Values;
using Xunit;

namespace MeshRuntime.Tests.DataPlane.Expressions;

/// <summary>Evaluates expressions for tests and writes values so that type and content can be seen.</summary>
internal static class Cel
{
    /// <summary>The variables that tests see: a JSON document named <c>event</c>, and the whole numbers <c>one</c> and <c>two</c>.</summary>
    public static IVariables Variables(string json = "{}") => new Known(JsonDocument.Parse(json).RootElement);

    public static Expression Compile(string text)
    {
        Assert.True(Expression.TryCompile(text, out var expression, out var error), $"{text} → {error}");
        return expression;
    }

    /// <summary>The value as text; an error as <c>error: why</c>.</summary>
    public static string Show(string text, string json = "{}") => Show(Compile(text).Evaluate(Variables(json)));

    /// <summary>The column and words of the error that a text is refused with.</summary>
    public static ExpressionError Refused(string text)
    {
        Assert.False(Expression.TryCompile(text, out _, out var error), $"{text} was compiled");
        return error;
    }

    /// <summary>Asserts a value, or, when what is wanted begins with <c>error</c>, that its words are in the error.</summary>
    public static void AssertShows(string wanted, string text, string json = "{}")
    {
        var shown = Show(text, json);
        if (wanted.StartsWith("error: ", StringComparison.Ordinal))
        {
            Assert.StartsWith("error: column ", shown, StringComparison.Ordinal);
            Assert.Contains(wanted["error: ".Length..], shown, StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal(wanted, shown);
        }
    }

    public static string Show(CelValue value) => value.Kind switch
    {
        CelKind.Null => "null",
        CelKind.Bool => value.IsTrue ? "true" : "false",
        CelKind.Int => value.AsInt.ToString(CultureInfo.InvariantCulture),
        CelKind.Uint => value.AsUint.ToString(CultureInfo.InvariantCulture) + "u",
        CelKind.Double => value.AsDouble.ToString("R", CultureInfo.InvariantCulture) is var text && text.AsSpan().IndexOfAny(".EIN") < 0 ? text + ".0" : text,
        CelKind.String => $"\"{value.AsString}\"",
        CelKind.Bytes => $"b{Convert.ToHexString(value.AsBytes.Span)}",
        CelKind.List => $"[{string.Join(", ", value.AsList.Elements.Select(Show))}]",
        CelKind.Map => Show(value.AsMap),
        CelKind.Timestamp => $"{value.AsTimestamp.Seconds}s+{value.AsTimestamp.Nanos}ns",
        CelKind.Duration => $"{value.AsDuration}ns",
        CelKind.Type => $"type {value.AsType}",
        _ => $"error: {value.ErrorText}",
    };

    private static string Show(CelMap map)
    {
        var text = new StringBuilder("{");
        foreach (var key in map.Keys)
        {
            Assert.True(map.TryGet(key, out var value));
            text.Append(text.Length > 1 ? ", " : "").Append(Show(key)).Append(": ").Append(Show(value));
        }

        return text.Append('}').ToString();
    }

    private sealed class Known(JsonElement json) : IVariables
    {
        public bool TryGet(string name, out CelValue value)
        {
            value = name switch { "event" => CelValue.From(json), "one" => CelValue.From(1L), "two" => CelValue.From(2L), _ => default };
            return name is "event" or "one" or "two";
        }
    }
}
