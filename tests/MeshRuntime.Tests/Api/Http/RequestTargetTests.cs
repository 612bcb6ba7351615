using MeshRuntime.Api.Http;
using MeshRuntime.Tests.Kit;

namespace MeshRuntime.Tests.Api.Http;

public sealed class RequestTargetTests
{
    [Theory]
    [InlineData("/", "/", "")]
    [InlineData("/a%2Fb/../c", "/a%2Fb/../c", "")]
    [InlineData("/a?b=%20&c?d", "/a", "?b=%20&c?d")]
    [InlineData("/a?", "/a", "?")]
    [InlineData("//a", "//a", "")]
    public void OriginForm_IsCutAtTheFirstQuestionMark_AndNothingElseIsDone(string raw, string path, string query)
    {
        Assert.True(RequestTarget.TryRead(new Exchange("GET", raw).Http, out var target));
        Assert.Equal((path, query, raw), (target.Path.ToString(), target.Query, target.Raw));
    }

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("http://evil/x")]
    [InlineData("localhost:3500")]
    [InlineData("/a#b")]
    [InlineData("/a?b#c")]
    public void AnyOtherForm_IsRefused(string raw) => Assert.False(RequestTarget.TryRead(new Exchange("GET", raw).Http, out _));

    // HTTP/2 carries these, and Kestrel hands them over. In the first line of an HTTP/1.1 request to the app they would end the target early.
    [Theory]
    [InlineData("/a?b HTTP/1.1")]
    [InlineData("/a b")]
    [InlineData("/a?b\tc")]
    [InlineData("/a?b\r\nX: y")]
    [InlineData("/a?b\u0001")]
    [InlineData("/a?b\u007f")]
    [InlineData("/a?b\u00e9")]
    public void CharacterThatNoTargetHas_IsRefused(string raw) => Assert.False(RequestTarget.TryRead(new Exchange("GET", raw).Http, out _));
}
