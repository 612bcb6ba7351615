using MeshRuntime.Cli.Commands;

namespace MeshRuntime.Tests.Cli.Commands;

public sealed class PlainTextTests
{
    [Theory]
    [InlineData("two words, café, 茶 🍵", "two words, café, 茶 🍵")]
    [InlineData("a\nb\r\n\tc", "a\\nb\\r\\n\\tc")]
    [InlineData("\u001b[2J\u001b]0;title\u0007", "\\u001b[2J\\u001b]0;title\\u0007")]
    [InlineData("\u009b31m\u007f", "\\u009b31m\\u007f")]
    [InlineData("pay \u202eevil\u2066", "pay \\u202eevil\\u2066")]
    [InlineData("a\u2028b\u200b", "a\\u2028b\\u200b")]
    [InlineData("", "")]
    public void WhatATerminalObeys_IsShownByNumber(string text, string shown) => Assert.Equal(shown, PlainText.Of(text));

    [Fact]
    public void HalfACharacter_IsReplaced() => Assert.Equal("a\ufffdb", PlainText.Of("a\ud83cb"));

    [Theory]
    [InlineData("abcd", "abcd")]
    [InlineData("abcde", "abcd…")]
    [InlineData("abc\n", "abc…")]
    [InlineData("abc🍵", "abc…")]
    public void LongText_IsCut_ButNeverInsideACharacter(string text, string shown) => Assert.Equal(shown, PlainText.Of(text, longest: 4));
}
