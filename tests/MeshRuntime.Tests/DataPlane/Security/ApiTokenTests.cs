using MeshRuntime.DataPlane.Security;
using Microsoft.Extensions.Primitives;
using Xunit;

namespace MeshRuntime.Tests.DataPlane.Security;

public sealed class ApiTokenTests
{
    private readonly ApiToken _token = new("s3cret-Token");

    [Fact]
    public void ExactlyTheToken_Passes() => Assert.True(_token.Accepts("s3cret-Token"));

    [Theory]
    [InlineData("")]
    [InlineData("s3cret-Toke")]
    [InlineData("s3cret-Token ")]
    [InlineData("s3cret-token")]
    [InlineData("s3cret-Token,s3cret-Token")]
    public void AnythingElse_IsRefused(string presented) => Assert.False(_token.Accepts(presented));

    [Fact]
    public void NoHeader_IsRefused() => Assert.False(_token.Accepts(StringValues.Empty));

    [Fact]
    public void TwoHeaders_AreRefusedWhateverTheyHold()
    {
        Assert.False(_token.Accepts(new StringValues(["bad", "s3cret-Token"])));
        Assert.False(_token.Accepts(new StringValues(["s3cret-Token", "bad"])));
        Assert.False(_token.Accepts(new StringValues(["s3cret-Token", "s3cret-Token"])));
        Assert.False(_token.Accepts(new StringValues([null])));
    }

    [Fact]
    public void LongToken_PassesAndItsNeighboursDoNot()
    {
        var text = new string('x', 4096);
        var token = new ApiToken(text);

        Assert.True(token.Accepts(text));
        Assert.False(token.Accepts(text + "x"));
        Assert.False(token.Accepts(text[1..]));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("token\n")] // a secret file read with its last line break
    [InlineData(" token")]
    [InlineData("tök€n")]
    public void TokenThatNoHeaderCanCarry_IsRefusedAtStart(string token) => Assert.Throws<ArgumentException>(() => new ApiToken(token));

    [Fact]
    public void RefusalAtStart_DoesNotShowTheToken() =>
        Assert.DoesNotContain("s3cret", Assert.Throws<ArgumentException>(() => new ApiToken("s3cret\n")).Message, StringComparison.Ordinal);

    [Fact]
    public void Check_AllocatesNothing()
    {
        var right = new StringValues("s3cret-Token");
        _token.Accepts(right);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            _token.Accepts(right);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
