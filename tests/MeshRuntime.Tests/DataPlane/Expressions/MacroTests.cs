using Xunit;

namespace MeshRuntime.Tests.DataPlane.Expressions;

public sealed class MacroTests
{
    [Theory]
    [InlineData("has({'a': 1}.a)", "true")]
    [InlineData("has({'a': null}.a)", "true")]
    [InlineData("has({'a': 1}.b)", "false")]
    [InlineData("has({'a': 1}.b.c)", "error: no such key: b")]
    [InlineData("has(one.a)", "error: a value of type int has no fields")]
    [InlineData("has({'a': 1}.b) && {'a': 1}.b > 1", "false")]
    [InlineData("[1, 2].all(x, x > 0)", "true")]
    [InlineData("[1, 2].all(x, x > 1)", "false")]
    [InlineData("[].all(x, missing)", "true")]
    [InlineData("[1, 'a', 3].all(x, x < 3)", "false")]
    [InlineData("[1, 'a'].all(x, x < 3)", "error: < does not compare string with int")]
    [InlineData("[1].all(x, x)", "error: must be true or false")]
    [InlineData("['a', 1].exists(x, x > 0)", "true")]
    [InlineData("['a', 1].exists(x, x > 1)", "error: > does not compare")]
    [InlineData("[].exists(x, true)", "false")]
    [InlineData("[1, 2, 1].exists_one(x, x == 2)", "true")]
    [InlineData("[1, 2, 1].exists_one(x, x == 1)", "false")]
    [InlineData("[2, 'a'].exists_one(x, x > 1)", "error: > does not compare")]
    [InlineData("[1, 2].map(x, x * 2)", "[2, 4]")]
    [InlineData("[1, 2, 3].map(x, x > 1, x * 2)", "[4, 6]")]
    [InlineData("[1, 0].map(x, 1 / x)", "error: division by zero")]
    [InlineData("[1, 2, 3].filter(x, x % 2 == 1)", "[1, 3]")]
    [InlineData("[1].filter(x, 1)", "error: must be true or false")]
    [InlineData("{'a': 1, 'b': 2}.filter(k, k > 'a')", "[\"b\"]")]
    [InlineData("{'a': 1, 'b': 2}.all(k, k in ['a', 'b'])", "true")]
    [InlineData("'abc'.all(c, true)", "error: only a list or a map")]
    [InlineData("missing.all(x, true)", "error: no variable missing")]
    [InlineData("[[1, 2], [3]].map(x, x.map(y, y + size(x)))", "[[3, 4], [4]]")]
    [InlineData("[1, 2].map(x, [10].map(x, x))", "[[10], [10]]")]
    [InlineData("[1].map(x, x) == [5].filter(y, y == 5).map(z, z - 4)", "true")]
    [InlineData("[5].map(one, one + .one)", "[6]")]
    [InlineData("[5].map(int, int)", "[5]")]
    [InlineData("[1, 2].map(x, [x]).map(y, y[0])", "[1, 2]")]
    public void Macro_GoesThroughTheElements(string text, string shown) => Cel.AssertShows(shown, text);

    [Fact]
    public void Variable_IsNotSeenOutsideItsMacro() => Cel.AssertShows("error: there is no variable x", "[1].all(x, x > 0) && x > 0");

    [Theory]
    [InlineData("has(a)", 1)]
    [InlineData("has(a['b'])", 1)]
    [InlineData("has()", 1)]
    [InlineData("a.all(x)", 8)]
    [InlineData("a.all(x.y, true)", 8)]
    [InlineData("a.all(1, true)", 7)]
    [InlineData("a.all(in, true)", 7)]
    [InlineData("a.exists(x, true, true)", 3)]
    [InlineData("a.map(x, 1, 2, 3)", 3)]
    [InlineData("a.filter(x, )", 3)]
    public void BrokenMacro_IsRefused(string text, int column) => Assert.Equal(column, Cel.Refused(text).Column);
}
