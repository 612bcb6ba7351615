using Xunit;

namespace MeshRuntime.Tests.DataPlane.Expressions;

public sealed class LiteralTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("9223372036854775807", "9223372036854775807")]
    [InlineData("-9223372036854775808", "-9223372036854775808")]
    [InlineData("0x1F", "31")]
    [InlineData("-0x8000000000000000", "-9223372036854775808")]
    [InlineData("7u", "7u")]
    [InlineData("0xfU", "15u")]
    [InlineData("18446744073709551615u", "18446744073709551615u")]
    [InlineData("1.5", "1.5")]
    [InlineData(".5", "0.5")]
    [InlineData("1e3", "1000.0")]
    [InlineData("-2.5E-1", "-0.25")]
    [InlineData("- 5", "-5")]
    [InlineData("--5", "5")]
    [InlineData("true", "true")]
    [InlineData("null", "null")]
    [InlineData("[1, 'a',]", "[1, \"a\"]")]
    [InlineData("[]", "[]")]
    [InlineData("{}", "{}")]
    [InlineData("{'a': 1, 2: [3u], true: null,}", "{\"a\": 1, 2: [3u], true: null}")]
    [InlineData("1 // one\n + 1", "2")]
    public void Value_IsRead(string text, string shown) => Cel.AssertShows(shown, text);

    [Theory]
    [InlineData("'a\"b'", "a\"b")]
    [InlineData("\"a'b\"", "a'b")]
    [InlineData(@"'\a\b\f\n\r\t\v\\\?\'\""\`'", "\a\b\f\n\r\t\v\\?'\"`")]
    [InlineData(@"'\x41\101\u00e9\U0001F600'", "AAé😀")]
    [InlineData(@"'\xff\377'", "ÿÿ")]
    [InlineData(@"r'\n\d'", @"\n\d")]
    [InlineData(@"R""a\""b""", @"a\""b")]
    [InlineData("'''a\n'b' ''c'''", "a\n'b' ''c")]
    [InlineData("\"\"\"a\r\nb\rc\"\"\"", "a\nb\nc")]
    [InlineData("''", "")]
    [InlineData("''''''", "")]
    [InlineData("'héllo 😀'", "héllo 😀")]
    public void Strings_AreRead(string text, string read) => Assert.Equal($"\"{read}\"", Cel.Show(text));

    [Theory]
    [InlineData(@"b'abc'", "b616263")]
    [InlineData(@"B""\xff\000é""", "bFF00C3A9")]
    [InlineData(@"br'\x'", "b5C78")]
    [InlineData("b'''\n'''", "b0A")]
    public void Bytes_AreRead(string text, string shown) => Cel.AssertShows(shown, text);

    [Fact]
    public void HalfASurrogatePair_IsNoText() => Assert.Contains("half of a surrogate pair", Cel.Refused("'\ud800'").Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("9223372036854775808", 1, "out of the range of int")]
    [InlineData("1 + 18446744073709551616u", 5, "out of the range of uint")]
    [InlineData("-1u", 2, "has no sign")]
    [InlineData("1e400", 1, "out of the range of double")]
    [InlineData("0x", 1, "no digits")]
    [InlineData("1e", 1, "no number")]
    [InlineData("12abc", 1, "cannot begin with a digit")]
    [InlineData("'abc", 1, "no end")]
    [InlineData("'a\nb'", 1, "no end")]
    [InlineData("'\\", 1, "no end")]
    [InlineData("r'''\\'''", 1, "no end")]
    [InlineData(@"x == 'a\q'", 6, @"\q is no escape")]
    [InlineData(@"'\400'", 1, @"\4 is no escape")]
    [InlineData(@"'\u12'", 1, "no escape")]
    [InlineData(@"'\ud800'", 1, "no escape")]
    [InlineData(@"'\U00110000'", 1, "no escape")]
    [InlineData(@"b'\u0041'", 1, "no escape")]
    public void BrokenLiteral_IsRefusedWithItsPlace(string text, int column, string message)
    {
        var error = Cel.Refused(text);

        Assert.Equal((1, column), (error.Line, error.Column));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }
}
