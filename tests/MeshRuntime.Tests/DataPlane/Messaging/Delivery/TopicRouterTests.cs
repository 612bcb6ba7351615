using MeshRuntime.DataPlane.Messaging.Delivery;
using MeshRuntime.Tests.Kit;

namespace MeshRuntime.Tests.DataPlane.Messaging.Delivery;

public sealed class TopicRouterTests
{
    [Theory]
    [InlineData("a", "/a")]
    [InlineData("b", "/b")]
    [InlineData("c", "/rest")]
    public void FirstRuleThatHolds_Wins(string type, string path)
    {
        var router = new TopicRouter(Brokers.Orders(("event.type == 'a'", "/a"), ("event.type in ['a', 'b']", "/b"), (" ", "/rest"), ("true", "/never")));

        Assert.Equal(path, router.PathOf(Received.Event($$"""{"type":"{{type}}"}"""), out var problem));
        Assert.Null(problem);
    }

    [Fact]
    public void Data_IsLookedInto() => Assert.Equal(
        "/big", new TopicRouter(Brokers.Orders(("int(event.data.n) > 10", "/big"))).PathOf(Received.Event("""{"data":{"n":11}}"""), out _));

    [Fact]
    public void NoRuleThatHolds_IsNoPath_AndNoProblem()
    {
        Assert.Null(new TopicRouter(Brokers.Orders(("false", "/a"))).PathOf(Received.Event("{}"), out var problem));
        Assert.Null(problem);
    }

    [Fact]
    public void NoRules_AreNoPath() => Assert.Null(new TopicRouter(Brokers.Orders() with { Rules = [] }).PathOf(Received.Event("{}"), out _));

    [Theory]
    [InlineData("event.missing == 1")]
    [InlineData("event.type")]
    [InlineData("unknown == 1")]
    public void RuleThatCannotBeAsked_EndsTheSearch(string match)
    {
        Assert.Null(new TopicRouter(Brokers.Orders((match, "/a"), ("", "/rest"))).PathOf(Received.Event("""{"type":"a"}"""), out var problem));
        Assert.StartsWith($"rule \"{match}\": ", problem, StringComparison.Ordinal);
    }
}
