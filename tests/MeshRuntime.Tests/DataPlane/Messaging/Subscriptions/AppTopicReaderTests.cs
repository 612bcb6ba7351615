using System.Text;
using MeshRuntime.DataPlane.Messaging.Subscriptions;
using MeshRuntime.DataPlane.Snapshots;

namespace MeshRuntime.Tests.DataPlane.Messaging.Subscriptions;

public sealed class AppTopicReaderTests
{
    [Fact]
    public void List_IsReadInAnyCase_AndWhatIsUnknownIsIgnored()
    {
        var list = Read("""
            [{"PubsubName":"pubsub","TOPIC":"orders","unknown":{"a":1},"deadLetterTopic":"dead","metadata":{"rawPayload":"true"},
              "routes":{"rules":[{"match":"event.type == 'a'","path":"/a"}],"default":"rest"},"route":"unused",
              "bulkSubscribe":{"enabled":true,"maxMessagesCount":5,"maxAwaitDurationMs":50}}]
            """);

        Assert.Null(list.Problem);
        var plan = Assert.Single(list.Plans);
        Assert.Equal(("pubsub", "orders", SubscriptionOrigin.Programmatic, "dead"), (plan.PubSub, plan.Topic, plan.Origin, plan.DeadLetterTopic));
        Assert.Equal([new TopicRule("event.type == 'a'", "/a"), new TopicRule("", "rest")], plan.Rules);
        Assert.NotNull(plan.Rules[0].Condition);
        Assert.Equal("true", plan.Metadata["rawPayload"]);
        Assert.Equal(BulkSubscribePlan.Of(5, 50), plan.Bulk);
    }

    [Theory]
    [InlineData(""" "route":"deposit" """, "deposit")]
    [InlineData(""" "routes":{"default":"/d"},"route":"/v1" """, "/d")]
    [InlineData(""" "routes":{"rules":[{"match":"true","path":"/a"}],"default":""},"route":"/v1" """, "/a /v1")]
    [InlineData(""" "routes":null,"route":"/v1","metadata":null,"bulkSubscribe":null,"deadLetterTopic":null """, "/v1")]
    [InlineData(""" "routes":{"rules":null,"default":"/d"} """, "/d")]
    public void Routes_AreRulesThenTheDefault_ElseTheOldRoute(string item, string paths) =>
        Assert.Equal(paths, string.Join(' ', Assert.Single(Read($$"""[{"pubsubname":"p","topic":"t",{{item}}}]""").Plans).Rules.Select(rule => rule.Path)));

    [Theory]
    [InlineData("""{"enabled":false,"maxMessagesCount":5}""", false, 0)]
    [InlineData("""{"maxMessagesCount":5}""", false, 0)]
    [InlineData("""{"enabled":true}""", true, 100)]
    [InlineData("""{"enabled":true,"maxMessagesCount":0}""", true, 100)]
    [InlineData("""{"enabled":true,"maxMessagesCount":7}""", true, 7)]
    public void Bulk_IsOnlyWhatIsEnabled(string bulk, bool isBulk, int messages)
    {
        var plan = Assert.Single(Read($$"""[{"pubsubname":"p","topic":"t","route":"/","bulkSubscribe":{{bulk}}}]""").Plans);

        Assert.Equal((isBulk, messages), (plan.Bulk is not null, plan.Bulk?.MaxMessages ?? 0));
    }

    [Fact]
    public void ItemWithoutARoute_IsLeftOutWithAWarning()
    {
        var list = Read("""[{"pubsubname":"p","topic":"one"},{"pubsubname":"p","topic":"two","route":"/two"}]""");

        Assert.Equal(["two"], list.Plans.Select(plan => plan.Topic));
        Assert.Contains("topic one on p", Assert.Single(list.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    public void Nothing_IsNothing(string body) => Assert.Equal((0, null), (Read(body).Plans.Count, Read(body).Problem));

    [Fact]
    public void NameThatComesTwice_CountsAsItsLast() =>
        Assert.Equal("2", Assert.Single(Read("""[{"topic":"t","route":"/","metadata":{"a":"1","a":"2"}}]""").Plans).Metadata["a"]);

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("{}")]
    [InlineData("[7]")]
    [InlineData("""["orders"]""")]
    [InlineData("""[{"topic":7}]""")]
    [InlineData("""[{"topic":"\ud800"}]""")]
    [InlineData("""[{"topic":"t","route":"/","metadata":{"a":1}}]""")] // one value that is no text breaks the list, as in Dapr
    [InlineData("""[{"topic":"t","route":"/","metadata":[]}]""")]
    [InlineData("""[{"topic":"t","route":"/","bulkSubscribe":{"enabled":true,"maxMessagesCount":1.5}}]""")]
    [InlineData("""[{"topic":"t","routes":{"rules":[{"match":"event.","path":"/"}]}},{"topic":"u","route":"/"}]""")]
    public void ListThatCannotBeRead_IsAProblem_NotAFault(string body)
    {
        var list = Read(body);

        Assert.Empty(list.Plans);
        Assert.NotEmpty(list.Problem!);
        Assert.False(list.MayPass);
    }

    private static AppTopicList Read(string body) => AppTopicReader.Read(Encoding.UTF8.GetBytes(body));
}
