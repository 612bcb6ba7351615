using System.Text;
using MeshRuntime.Sidecar.Telemetry;
using Xunit;

namespace MeshRuntime.Tests.Sidecar.Telemetry;

public sealed class GoQuoteTests
{
    [Theory]
    [InlineData("info", "info")]
    [InlineData("dapr.runtime.http-info", "dapr.runtime.http-info")]
    [InlineData("a/b@c^d+e_f", "a/b@c^d+e_f")]
    [InlineData("", "")]
    [InlineData("two words", "\"two words\"")]
    [InlineData("a=b", "\"a=b\"")]
    [InlineData("say \"hi\" \\", "\"say \\\"hi\\\" \\\\\"")]
    [InlineData("a\nlevel=fatal msg=fake", "\"a\\nlevel=fatal msg=fake\"")]
    [InlineData("\r\t\0\u0007\u001b[31m\u007f", "\"\\r\\t\\x00\\x07\\x1b[31m\\x7f\"")]
    [InlineData("grüße 東京 🚀", "\"grüße 東京 🚀\"")]
    [InlineData("\u202egnp\u2028\u0085\u00a0", "\"\\u202egnp\\u2028\\u0085\\u00a0\"")]
    [InlineData("\U000E0001", "\"\\U000e0001\"")]
    public void Value_IsWrittenAsLogrusDoes(string value, string expected) => Assert.Equal(expected, Quote(value));

    [Fact]
    public void HalfACharacter_IsReplaced() => Assert.Equal("\"a\ufffd\"", Quote("a\ud83d"));

    [Fact]
    public void ValueAtTheLimit_IsWhole_AndOneOver_IsCut()
    {
        Assert.Equal(new string('a', 4096), Quote(new string('a', 4096)));
        Assert.Equal($"\"{new string('a', 4096)}... (1 more characters)\"", Quote(new string('a', 4097)));
    }

    [Fact]
    public void Cut_NeverSplitsACharacter()
    {
        var quoted = Quote(new string('a', 4095) + "🚀🚀");

        Assert.Equal($"\"{new string('a', 4095)}... (4 more characters)\"", quoted);
    }

    private static string Quote(string value)
    {
        var line = new StringBuilder();
        GoQuote.Append(line, value);
        return line.ToString();
    }
}
