using FsCheck;
using FsCheck.Fluent;
using MeshRuntime.Protocol.Grpc;

namespace MeshRuntime.Tests.Protocol.Grpc;

public sealed class StatusMessageTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("order not found", "order not found")]
    [InlineData("100%", "100%25")]
    [InlineData("a\r\nb", "a%0D%0Ab")]
    [InlineData("\u0000\u007f", "%00%7F")]
    [InlineData("größe ☺ 😀", "gr%C3%B6%C3%9Fe %E2%98%BA %F0%9F%98%80")]
    [InlineData(" in ", "%20in%20")]
    public void Text_IsEscaped(string message, string value) => Assert.Equal(value, StatusMessage.Encode(message));

    [Fact]
    public void HalfOfAPair_BecomesTheReplacementCharacter() => Assert.Equal("a%EF%BF%BD", StatusMessage.Encode("a\ud800"));

    [Theory]
    [InlineData("%41%62%0a", "Ab\n")]
    [InlineData("100%", "100%")]
    [InlineData("%4", "%4")]
    [InlineData("%zz%41", "%zzA")]
    [InlineData("%%41", "%A")]
    [InlineData("%ff", "\ufffd")]
    [InlineData("ö%41", "öA")]
    public void AnyValue_IsRead(string value, string message) => Assert.Equal(message, StatusMessage.Decode(value));

    [Fact]
    public void AnyText_ComesBackAndIsPrintableAscii() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(5000),
            Prop.ForAll(Arb.From(TextGen), text =>
            {
                var value = StatusMessage.Encode(text);
                Assert.Equal(text, StatusMessage.Decode(value));
                Assert.All(value, c => Assert.InRange(c, ' ', '~'));
                Assert.Equal(value.Trim(), value);
            }));

    private static readonly Gen<string> TextGen =
        from pieces in Gen.Elements("%", "%4", "41", "%41", " ", "ö", "😀", "\n", "\0", "a", "~", "\u007f", "\ufffd").ListOf()
        select string.Concat(pieces);
}
