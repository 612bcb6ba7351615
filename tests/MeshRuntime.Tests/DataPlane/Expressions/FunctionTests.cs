using Xunit;

namespace MeshRuntime.Tests.DataPlane.Expressions;

public sealed class FunctionTests
{
    [Theory]
    [InlineData("size('héllo😀')", "6")]
    [InlineData("'😀😀'.size()", "2")]
    [InlineData("size(b'\\xff\\x00')", "2")]
    [InlineData("size([1, 2]) + {'a': 1}.size()", "3")]
    [InlineData("size(1)", "error: size does not take a value of type int")]
    [InlineData("'hello'.contains('ell') && !'hello'.contains('ELL') && 'a'.contains('')", "true")]
    [InlineData("'hello'.startsWith('he') && !'hello'.startsWith('lo')", "true")]
    [InlineData("'hello'.endsWith('lo') && !'hello'.endsWith('he')", "true")]
    [InlineData("'a'.contains(1)", "error: contains does not take string and int")]
    [InlineData("1.startsWith('a')", "error: startsWith does not take int and string")]
    [InlineData("'a'.endsWith(null)", "error: endsWith does not take string and null_type")]
    public void TextFunctions_Answer(string text, string shown) => Cel.AssertShows(shown, text);

    [Theory]
    [InlineData("int(1u) + int(-2.9) + int('+5') + int(3)", "7")]
    [InlineData("int(18446744073709551615u)", "error: out of the range of int")]
    [InlineData("int(9223372036854775807.0)", "error: out of the range of int")]
    [InlineData("int(0.0 / 0.0)", "error: out of the range of int")]
    [InlineData("int('1.5')", "error: no int")]
    [InlineData("int(' 1')", "error: no int")]
    [InlineData("int('0x10')", "error: no int")]
    [InlineData("int(true)", "error: int does not take a value of type bool")]
    [InlineData("uint(5) + uint(1.9) + uint('7')", "13u")]
    [InlineData("uint(-1)", "error: out of the range of uint")]
    [InlineData("uint(-0.5)", "error: out of the range of uint")]
    [InlineData("uint(18446744073709551616.0)", "error: out of the range of uint")]
    [InlineData("uint('-1')", "error: no uint")]
    [InlineData("uint('+1')", "error: no uint")]
    [InlineData("double(1) + double(2u) + double('0.5e1')", "8.0")]
    [InlineData("double('Inf')", "Infinity")]
    [InlineData("double('-infinity')", "-Infinity")]
    [InlineData("double('NaN')", "NaN")]
    [InlineData("double('1e999')", "error: no double")]
    [InlineData("double('')", "error: no double")]
    [InlineData("double('1,5')", "error: no double")]
    [InlineData("bool('true') && bool('1') && bool('t') && bool('T') && bool('TRUE') && bool('True') && bool(true)", "true")]
    [InlineData("bool('false') || bool('0') || bool('f') || bool('F') || bool('FALSE') || bool('False')", "false")]
    [InlineData("bool('yes')", "error: no bool")]
    [InlineData("bool(1)", "error: bool does not take")]
    [InlineData("bytes('é') + bytes(b'a')", "bC3A961")]
    [InlineData("bytes(1)", "error: bytes does not take")]
    [InlineData("string(b'\\xc3\\xa9')", "\"é\"")]
    [InlineData("string(b'\\xff')", "error: not UTF-8")]
    [InlineData("string(true) + string(-1) + string(2u) + string('x')", "\"true-12x\"")]
    [InlineData("string(null)", "error: string does not take")]
    [InlineData("string([1])", "error: string does not take")]
    [InlineData("dyn([1])", "[1]")]
    [InlineData("type(1) == int && type(1u) == uint && type(1.0) == double && type('') == string && type(b'') == bytes", "true")]
    [InlineData("type(true) == bool && type([]) == list && type({}) == map && type(null) == null_type && type(int) == type && type(type) == type", "true")]
    [InlineData("type(timestamp(0)) == google.protobuf.Timestamp && type(duration('1s')) == google.protobuf.Duration", "true")]
    public void Conversions_ConvertOrSayWhyNot(string text, string shown) => Cel.AssertShows(shown, text);

    // As Go writes them: rules compare such strings.
    [Theory]
    [InlineData("0.0", "0")]
    [InlineData("-0.0", "-0")]
    [InlineData("100.0", "100")]
    [InlineData("123456.0", "123456")]
    [InlineData("1234567.0", "1.234567e+06")]
    [InlineData("1000000.0", "1e+06")]
    [InlineData("999999.5", "999999.5")]
    [InlineData("0.0001", "0.0001")]
    [InlineData("0.00001", "1e-05")]
    [InlineData("-1.5e300", "-1.5e+300")]
    [InlineData("0.1", "0.1")]
    [InlineData("123456789012345680000.0", "1.2345678901234568e+20")]
    [InlineData("5e-324", "5e-324")]
    [InlineData("1.0 / 0.0", "+Inf")]
    [InlineData("-1.0 / 0.0", "-Inf")]
    [InlineData("0.0 / 0.0", "NaN")]
    public void StringOfDouble_IsAsGoWritesIt(string number, string written) => Cel.AssertShows($"\"{written}\"", $"string({number})");

    [Theory]
    [InlineData("frobnicate(1)", 1, "there is no function frobnicate")]
    [InlineData("'a'.lowerAscii()", 5, "there is no function lowerAscii")]
    [InlineData("size(1, 2)", 1, "size(x) or x.size()")]
    [InlineData("'a'.contains()", 5, "x.contains(y)")]
    [InlineData("contains('a', 'b')", 1, "x.contains(y)")]
    [InlineData("1 + int()", 5, "int(x)")]
    [InlineData("map([1], x, x)", 1, "there is no function map")]
    public void UnknownCall_IsRefusedWithTheCure(string text, int column, string message)
    {
        var error = Cel.Refused(text);

        Assert.Equal(column, error.Column);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }
}
