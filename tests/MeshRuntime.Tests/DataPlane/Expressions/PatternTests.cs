using MeshRuntime.DataPlane.Expressions.Functions;
using Xunit;

namespace MeshRuntime.Tests.DataPlane.Expressions;

public sealed class PatternTests
{
    [Theory]
    [InlineData("'foobar'.matches('o+b')", "true")]
    [InlineData("matches('foobar', '^bar')", "false")]
    [InlineData("'foobar'.matches('o+' + 'b')", "true")]
    [InlineData(@"'a\n'.matches('a$')", "false")]
    [InlineData(@"'a\nb'.matches('(?m)a$')", "true")]
    [InlineData(@"'a\n'.matches(r'a\s$')", "true")]
    [InlineData(@"'٣'.matches(r'\d')", "false")]
    [InlineData(@"'é'.matches(r'\w')", "false")]
    [InlineData(@"'é'.matches(r'^\W$')", "true")]
    [InlineData(@"'é7'.matches(r'^[^\d][\d]$')", "true")]
    [InlineData(@"'a-_é'.matches(r'^[\w-]+[\W]$')", "true")]
    [InlineData("'[a]'.matches('^[[a]]$')", "false")]
    [InlineData("'[]'.matches('^[[a]]$')", "true")]
    [InlineData("']'.matches('^[]a]$')", "true")]
    [InlineData("'a1'.matches('^[[:alpha:]][[:digit:]]$')", "true")]
    [InlineData("'order-42'.matches('^order-(?P<id>[0-9]+)$')", "true")]
    [InlineData(@"'a.b'.matches(r'^\Qa.b\E$') && !'axb'.matches(r'^\Qa.b\E$')", "true")]
    [InlineData(@"'Aé'.matches(r'^\x{41}\pL$')", "true")]
    [InlineData("'HELLO'.matches('(?i)hello')", "true")]
    [InlineData("one.matches('a')", "error: matches does not take a value of type int")]
    [InlineData("'a'.matches(one)", "error: matches does not take string and int")]
    [InlineData("'a'.matches('(' + '')", "error: not valid")]
    [InlineData("missing.matches('a')", "error: no variable")]
    public void Matches_ReadsPatternsAsRe2(string text, string shown) => Cel.AssertShows(shown, text);

    [Theory]
    [InlineData("'a'.matches('(')", 13, "not valid")]
    [InlineData("'a'.matches('a{2,1}')", 13, "not valid")]
    [InlineData(@"'a'.matches(r'(a)\1')", 13, "RE2")]
    [InlineData("'a'.matches('(?=a)')", 13, "RE2")]
    [InlineData("'a'.matches('((((a{100}){100}){100}){100})')", 13, "too many states")]
    [InlineData(@"'a'.matches(r'\x{110000}')", 13, "not valid")]
    public void BrokenPattern_IsRefusedWhenItIsCompiled(string text, int column, string message)
    {
        var error = Cel.Refused(text);

        Assert.Equal(column, error.Column);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    // Built for each element it would cost more than an evaluation may.
    [Fact]
    public void PatternOfAnEvent_IsBuiltOnceForAllElements() =>
        Cel.AssertShows("true", "event.list.all(x, string(x).matches(event.pattern))", $$"""{ "pattern": "^[0-9]+$", "list": [{{string.Join(',', Enumerable.Range(0, 1_000))}}] }""");

    [Theory]
    [InlineData(1000, true)]
    [InlineData(1001, false)]
    public void PatternAtTheLimit_IsTakenAndOneOverIsNot(int length, bool taken)
    {
        Assert.Equal(taken, Patterns.TryCompile(new string('a', length), out _, out var why));
        Assert.Equal(taken, why is null);
    }
}
