using MeshRuntime.DataPlane.Messaging.Delivery;

namespace MeshRuntime.Tests.DataPlane.Messaging.Delivery;

public sealed class EventPathTests
{
    [Theory]
    [InlineData("", "/")]
    [InlineData("/", "/")]
    [InlineData("deposit", "/deposit")] // as the .NET SDK writes it
    [InlineData("/a//b/./c/", "/a/b/c")]
    [InlineData("/a/b", "/a/b")]
    [InlineData("/a/.well-known", "/a/.well-known")]
    [InlineData("/a/b/", "/a/b")]
    [InlineData("/a/..", "/")]
    [InlineData("/a/?x", "/a?x")]
    [InlineData("/a/../../b", "/b")]
    [InlineData("..", "/")]
    [InlineData("//evil.com/x", "/evil.com/x")]
    [InlineData("a/?x=/../y", "/a?x=/../y")]
    public void Path_IsClean(string path, string wanted) => Assert.Equal(wanted, EventPath.Clean(path));
}
