using MeshRuntime.DataPlane.Expressions;
using Xunit;

namespace MeshRuntime.Tests.DataPlane.Expressions;

public sealed class SyntaxTests
{
    [Theory]
    [InlineData("", 1, "ends where there should be a value")]
    [InlineData("   ", 4, "ends where there should be a value")]
    [InlineData("1 +", 4, "ends where there should be a value")]
    [InlineData("(1", 3, ")")]
    [InlineData("1)", 2, ") stands where there should be an operator")]
    [InlineData("[1 2]", 4, "2 stands where there should be ,")]
    [InlineData("{1}", 3, ": between key and value")]
    [InlineData("{1: 2", 6, "or }")]
    [InlineData("a b", 3, "b stands where there should be an operator")]
    [InlineData("a.", 3, "a name after the point")]
    [InlineData("a.'b'", 3, "[\"key\"]")]
    [InlineData("a = 1", 3, "write ==")]
    [InlineData("a & b", 3, "write &&")]
    [InlineData("a | b", 3, "write ||")]
    [InlineData("a and b", 3, "write &&")]
    [InlineData("a or b", 3, "write ||")]
    [InlineData("not a", 5, "stands where")]
    [InlineData("a ? b", 6, ": and what is taken")]
    [InlineData("a ? b c", 7, ": and what is taken")]
    [InlineData("!-a", 2, "a value")]
    [InlineData("-!a", 2, "a value")]
    [InlineData("if", 1, "reserved word")]
    [InlineData("Message{a: 1}", 8, "use a map")]
    [InlineData("size(1,)", 8, "a value after the comma")]
    [InlineData("a # b", 3, "# can stand only in a string")]
    [InlineData("a\u0001", 2, "U+0001")]
    [InlineData("a == `b`", 6, "use \"")]
    [InlineData("@", 1, "@")]
    [InlineData("..", 2, "a value")]
    [InlineData("true ? false ? 1 : 2 : 3", 14, ": and what is taken")] // CEL's grammar has no other ? between ? and :
    [InlineData("a[", 3, "a value")]
    [InlineData("a[1", 4, "]")]
    public void BrokenExpression_IsRefusedWithPlaceAndCure(string text, int column, string message)
    {
        var error = Cel.Refused(text);

        Assert.Equal((1, column), (error.Line, error.Column));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ErrorInALaterLine_SaysTheLine()
    {
        var error = Cel.Refused("a == 1 &&\n  b = 2");

        Assert.Equal((2, 5), (error.Line, error.Column));
        Assert.StartsWith("line 2, column 5: ", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Text_IsKept()
    {
        Assert.True(Expression.TryCompile(" 1 + 1 ", out var expression, out _));
        Assert.Equal(" 1 + 1 ", expression.Text);
    }

    [Theory]
    [InlineData("unknown")]
    [InlineData("a.if.package")]
    [InlineData("a\n\t\f\r .b")]
    [InlineData("event.data.x > 1 // the rest is silence")]
    [InlineData("!!(a)")]
    [InlineData("- - 1")]
    public void Expression_IsCompiledThoughNamesAreUnknown(string text) => Cel.Compile(text);
}
