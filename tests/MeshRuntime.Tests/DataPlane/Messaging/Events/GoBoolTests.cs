using MeshRuntime.DataPlane.Messaging.Events;

namespace MeshRuntime.Tests.DataPlane.Messaging.Events;

public sealed class GoBoolTests
{
    [Theory]
    [InlineData("1 t T TRUE true True", true)]
    [InlineData("0 f F FALSE false False", false)]
    public void WordsOfGo_AreRead(string words, bool wanted) => Assert.All(words.Split(' '), word =>
    {
        Assert.True(GoBool.TryParse(word, out var value));
        Assert.Equal(wanted, value);
    });

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Nothing_IsFalse(string? nothing)
    {
        Assert.True(GoBool.TryParse(nothing, out var value));
        Assert.False(value);
    }

    [Theory]
    [InlineData("yes")]
    [InlineData("tRUE")]
    [InlineData(" true")]
    [InlineData("2")]
    public void OtherWords_AreNone(string word) => Assert.False(GoBool.TryParse(word, out _));
}
