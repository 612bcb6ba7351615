using MeshRuntime.Api.Http;

namespace MeshRuntime.Tests.Api.Http;

public sealed class PublishPathTests
{
    [Theory]
    [InlineData("/v1.0/publish/ps/topic", "ps", "topic", false)]
    [InlineData("/v1.0/publish/ps/A/B/C", "ps", "A/B/C", false)]
    [InlineData("/v1.0/publish/ps/%2F", "ps", "/", false)]
    [InlineData("/v1.0/publish/a%2Fb/x+y%20z%C3%BC", "a/b", "x y zü", false)]
    [InlineData("/v1.0/publish/ps/", "ps", "", false)]
    [InlineData("/v1.0/publish//topic", "", "topic", false)]
    [InlineData("/v1.0/publish/bulk/topic", "bulk", "topic", false)] // a broker of that name
    [InlineData("/v1.0/publish/bulk/", "bulk", "", false)]
    [InlineData("/v1.0/publish/bulk/ps/topic", "ps", "topic", true)]
    [InlineData("/v1.0/publish/bulk/ps/a/b", "ps", "a/b", true)]
    [InlineData("/v1.0/publish/bulk/ps/", "ps", "", true)]
    [InlineData("/v1.0-alpha1/publish/bulk/ps/topic", "ps", "topic", true)]
    public void Path_NamesABrokerAndATopic(string path, string pubsub, string topic, bool isBulk)
    {
        Assert.True(PublishPath.IsPublish(path));
        Assert.True(PublishPath.TryRead(path, out var read, out _));
        Assert.Equal((pubsub, topic, isBulk), (read.PubSub, read.Topic, PublishPath.IsBulk(path)));
    }

    [Theory]
    [InlineData("/v1.0/publish/ps")]
    [InlineData("/v1.0/publish/bulk")]
    [InlineData("/v1.0/publish/")]
    [InlineData("/v1.0-alpha1/publish/bulk/ps")]
    public void PathWithoutATopic_IsNone_AndNoFault(string path)
    {
        Assert.False(PublishPath.TryRead(path, out _, out var problem));
        Assert.Null(problem);
    }

    [Theory]
    [InlineData("/v1.0/publish/ps/%zz", "%zz")]
    [InlineData("/v1.0/publish/ps/a%2", "%2")]
    [InlineData("/v1.0/publish/p%s/%41", "%s/")]
    [InlineData("/v1.0/publish/ps/%41%", "%")]
    public void EscapeThatIsNone_IsAFault(string path, string escape)
    {
        Assert.False(PublishPath.TryRead(path, out _, out var problem));
        Assert.Contains($"\"{escape}\"", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1.0/publishing/ps/t")]
    [InlineData("/v1.0-alpha1/publish/ps/t")]
    [InlineData("/V1.0/publish/ps/t")]
    public void OtherPaths_AreNotOurs(string path) => Assert.False(PublishPath.IsPublish(path));
}
