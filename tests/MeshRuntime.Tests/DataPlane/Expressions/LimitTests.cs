using System.Diagnostics;
using System.Text.Json;
using MeshRuntime.DataPlane.Expressions;
using MeshRuntime.DataPlane.Expressions.Values;
using Xunit;

namespace MeshRuntime.Tests.DataPlane.Expressions;

/// <summary>What people write who mean harm: every one is refused or ends soon.</summary>
public sealed class LimitTests
{
    // Far above what the slowest of these takes (some 200 ms on a slow machine), far below what an unbounded one would.
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    [Theory]
    [InlineData("(", ")")]
    [InlineData("[", "]")]
    [InlineData("{1:", "}")]
    [InlineData("!", "")]
    [InlineData("-", "")]
    [InlineData("int(", ")")]
    [InlineData("a[", "]")]
    [InlineData("true ? 1 : ", "")]
    [InlineData("[1].map(x, ", ")")]
    [InlineData("1 + ", "")]
    [InlineData("has(a.", "")]
    public void DeepNesting_IsRefused(string open, string close)
    {
        foreach (var count in new[] { 251, 3_000, 100_000 })
        {
            Cel.Refused(string.Concat(Enumerable.Repeat(open, count)) + "1" + string.Concat(Enumerable.Repeat(close, count)));
        }
    }

    [Theory]
    [InlineData("(", "1", ")", 249, "1")]
    [InlineData("[", "", "]", 249, null)]
    [InlineData("-", "one", "", 249, "-1")]
    [InlineData("", "1", " + 1", 249, "250")]
    public void NestingAtTheLimit_IsEvaluated(string open, string middle, string close, int count, string? shown)
    {
        var value = Cel.Show(string.Concat(Enumerable.Repeat(open, count)) + middle + string.Concat(Enumerable.Repeat(close, count)));

        Assert.DoesNotContain("error", value, StringComparison.Ordinal);
        Assert.Equal(shown ?? value, value);
    }

    [Fact]
    public void SumOneDeeperThanTheLimit_IsRefused() =>
        Assert.Contains("deeper than 250", Cel.Refused("1" + string.Concat(Enumerable.Repeat(" + 1", 250))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("||")]
    [InlineData("&&")]
    public void LongChainOfConditions_IsNoDeepOne(string join) =>
        Cel.AssertShows(join == "||" ? "false" : "true", string.Join(join, Enumerable.Repeat(join == "||" ? "false" : "true", 3_000)));

    [Fact]
    public void TextAtTheLimit_IsTakenAndOneOverIsNot()
    {
        Cel.AssertShows("1", "1".PadRight(32_768));
        Assert.Contains("at most 32768", Cel.Refused("1".PadRight(32_769)).Message, StringComparison.Ordinal);
        Assert.Contains("at most 32768", Cel.Refused(new string('(', 1 << 20)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("event.exists(a, event.exists(b, event.exists(c, event.exists(d, false))))")]
    [InlineData("event.all(a, event.all(b, event.all(c, a + b + c > -1.0)))")]
    [InlineData("event.map(a, event.map(b, event.map(c, c)))")]
    [InlineData("event.exists(a, event.exists(b, event.exists(c, false))) || true")]
    [InlineData("!event.exists(a, event.exists(b, event.exists(c, 1 / 0 > 0))) && false")]
    [InlineData("event.exists_one(a, event.filter(b, event == event + [a] + [b]).size() > 0)")]
    [InlineData("event.all(a, a in event.map(b, -1.0 - b) || true)")]
    [InlineData("event.map(a, event.map(b, 'a' + string(b)).map(c, c + c + c + c + c).map(c, c + c + c + c + c).map(c, c + c + c + c + c + c + c + c))")]
    [InlineData("event.map(a, string(a).matches(string(a) + '(a|b)*c'))")]
    public void Evaluation_EndsWhenItCostsTooMuch(string text)
    {
        var watch = Stopwatch.StartNew();
        var shown = Cel.Show(text, JsonSerializer.Serialize(Enumerable.Range(0, 30_000)));

        Assert.Contains("took more than 1000000 steps", shown, StringComparison.Ordinal);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, Soon);
    }

    [Theory]
    [InlineData(125, "true")]
    [InlineData(126, "error: column 7: what is compared nests deeper than 250 levels; compare a part of it")]
    [InlineData(5_000, "error: column 7: what is compared nests deeper than 250 levels; compare a part of it")]
    public void DeepJson_IsComparedToTheLimit(int pairs, string shown)
    {
        var json = string.Concat(Enumerable.Repeat("[{\"a\":", pairs)) + "1" + string.Concat(Enumerable.Repeat("}]", pairs));
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 10_000 });

        Assert.Equal(shown, Cel.Show(Cel.Compile("event == event").Evaluate(new SingleVariable("event", CelValue.From(document.RootElement)))));
    }

    [Theory]
    [InlineData("event.text.matches('^(a+)+$')", "false")]
    [InlineData("event.text.matches('(a|aa)+$') || event.text.matches('^(([a-z])+.)+[A-Z]([a-z])+$')", "false")]
    [InlineData("event.text.matches('(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)[^a!]$')", "false")]
    public void RegexBomb_IsLinear(string text, string shown)
    {
        var watch = Stopwatch.StartNew();

        Assert.Equal(shown, Cel.Show(text, JsonSerializer.Serialize(new { text = new string('a', 50_000) + "!" })));
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, Soon);
    }

    [Fact]
    public void SlowPatternOverALongText_IsGivenUp()
    {
        var watch = Stopwatch.StartNew();
        var json = JsonSerializer.Serialize(new { text = string.Concat(Enumerable.Range(0, 300_000).Select(i => (char)('a' + (i * i % 7)))) });

        var shown = Cel.Show("event.text.matches('[a-c].{300}[d-f].{300}z')", json);

        Assert.True(shown == "false" || shown.Contains("matches took longer than 100 ms", StringComparison.Ordinal), shown);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, Soon);
    }

    [Fact]
    public void ManyEvaluationsAtOnce_DoNotMeet()
    {
        var expression = Cel.Compile("event.map(x, event.filter(y, y < x).size()) == [0, 1, 2, 3]");
        var variables = Cel.Variables("[1, 2, 3, 4]");

        Parallel.For(0, 2_000, _ => Assert.True(expression.Evaluate(variables).IsTrue));
    }
}
