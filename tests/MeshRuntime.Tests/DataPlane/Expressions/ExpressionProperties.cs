using System.Text;
using FsCheck;
using FsCheck.Fluent;
using MeshRuntime.DataPlane.Expressions;
using Xunit;

namespace MeshRuntime.Tests.DataPlane.Expressions;

public sealed class ExpressionProperties
{
    private const int Expressions = 20_000;
    private const int Texts = 20_000;

    // Words of the language in any order are far nearer to an expression than random bytes, and so come further into the parser.
    private static readonly Gen<string> Words = Gen.Elements(
        "(", ")", "[", "]", "{", "}", ".", ",", "?", ":", "!", "-", "+", "*", "/", "%", "<", ">=", "==", "&&", "||", " in ", " ", "\n", "//", "1", "0x", "2u", "1.5",
        "1e9", "'a'", "\"", "'", "\\", "r'\\'", "b'\\xff'", "'''", "\\u12", "event", "event.data", "x", "true", "null", "has(", "size(", "int(", "string(", "type(",
        "timestamp(", "duration('1h')", ".all(x,", ".exists(x,", ".map(x,", ".filter(x,", ".matches('(a|", ".getHours(", "google.protobuf.Timestamp", "if", "\u0000", "😀", "\ud800");

    [Fact]
    public void PrintedTree_EvaluatesAsTheReferenceSays()
    {
        int values = 0, errors = 0;
        Prop.ForAll(ReferenceTree.Any.ToArbitrary(), tree =>
        {
            var wanted = tree.Value();
            _ = wanted is null ? errors++ : values++;
            var shown = Cel.Show(tree.Text());
            return wanted is null ? shown.StartsWith("error: ", StringComparison.Ordinal) : shown == ReferenceTree.Show(wanted);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Expressions));

        // The property says something only while values and errors both occur.
        Assert.InRange(values, Expressions / 5, Expressions);
        Assert.InRange(errors, Expressions / 20, Expressions);
    }

    [Fact]
    public void WordsInAnyOrder_NeverThrow()
    {
        var compiled = 0;
        Prop.ForAll(Gen.Choose(0, 14).SelectMany(count => Words.ArrayOf(count)).ToArbitrary(), words => { compiled += Try(string.Concat(words)); })
            .Check(Config.QuickThrowOnFailure.WithMaxTest(Texts));

        Assert.InRange(compiled, Texts / 100, Texts);
    }

    [Fact]
    public void RandomBytes_NeverThrow() => Prop.ForAll(Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf().ToArbitrary(), bytes =>
    {
        Try(Encoding.Latin1.GetString(bytes));
        Try(new string([.. bytes.Chunk(2).Select(pair => (char)((pair[0] << 8) | pair[^1]))]));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(Texts));

    // One when it is an expression; its value does not matter.
    private static int Try(string text)
    {
        if (!Expression.TryCompile(text, out var expression, out var error))
        {
            Assert.InRange(error.Column, 1, text.Length + 1);
            Assert.NotEmpty(error.Message);
            return 0;
        }

        expression.Evaluate(Cel.Variables("""{ "data": [1, "a", { "x": null }] }"""));
        return 1;
    }
}
