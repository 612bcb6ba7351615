using MeshRuntime.DataPlane.Snapshots;

namespace MeshRuntime.Tests.DataPlane.Snapshots;

public sealed class TopicScopesTests
{
    // Lists of topics; "-" is the empty topic, which is what "app=" grants.
    [Theory]
    [InlineData("", "", "", true)]
    [InlineData("t u", "", "", true)]
    [InlineData("u", "", "", false)]
    [InlineData("T", "", "", false)] // by case
    [InlineData("", "t", "", false)]
    [InlineData("", "t", "t", true)]
    [InlineData("", "t", "u", false)]
    [InlineData("", "", "u", false)]
    [InlineData("", "", "t", true)]
    [InlineData("", "", "-", false)] // all denied
    [InlineData("u", "t", "t", false)] // what is not allowed cannot be granted
    [InlineData("u", "", "t", false)]
    [InlineData("t", "t", "t", true)]
    [InlineData("t", "", "u", false)]
    public void Topic_IsAllowedOrNot(string allowed, string guarded, string own, bool wanted)
    {
        var publishing = new TopicScopes { Allowed = [.. Topics(allowed)], Protected = [.. Topics(guarded)], Publishing = [.. Topics(own)] };
        var subscribing = new TopicScopes { Allowed = [.. Topics(allowed)], Protected = [.. Topics(guarded)], Subscribing = [.. Topics(own)] };

        Assert.Equal(wanted, publishing.AllowsPublish("t"));
        Assert.Equal(wanted, subscribing.AllowsSubscribe("t"));
    }

    [Fact]
    public void GrantToPublish_IsNoneToSubscribe()
    {
        var scopes = new TopicScopes { Protected = ["t"], Publishing = ["t"] };

        Assert.True(scopes.AllowsPublish("t"));
        Assert.False(scopes.AllowsSubscribe("t"));
    }

    private static IEnumerable<string> Topics(string list) => list.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(topic => topic == "-" ? "" : topic);
}
