using MeshRuntime.DataPlane.Messaging.Subscriptions;
using MeshRuntime.DataPlane.Snapshots;
using MeshRuntime.Protocol.Grpc;
using MeshRuntime.Protocol.Protos.Runtime;
using MeshRuntime.Tests.Kit;
using TopicRule = MeshRuntime.Protocol.Protos.Runtime.TopicRule;

namespace MeshRuntime.Tests.DataPlane.Messaging.Subscriptions;

public sealed class GrpcAppTopicsTests : IDisposable
{
    private readonly FakeGrpcApp _app = new();

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task Subscription_IsRead()
    {
        Answer(new TopicSubscription
        {
            PubsubName = "pubsub",
            Topic = "orders",
            DeadLetterTopic = "dead",
            Metadata = { ["k"] = "v" },
            Routes = new TopicRoutes { Rules = { new TopicRule { Match = "event.type == 'a'", Path = "/a" } }, Default = "/rest" },
            BulkSubscribe = new BulkSubscribeConfig { Enabled = true, MaxMessagesCount = 5 },
        });

        var plan = Assert.Single((await AskAsync()).Plans);

        Assert.Equal(("pubsub", "orders", "dead", "v", SubscriptionOrigin.Programmatic), (plan.PubSub, plan.Topic, plan.DeadLetterTopic, plan.Metadata["k"], plan.Origin));
        Assert.Equal(["/a", "/rest"], plan.Rules.Select(rule => rule.Path));
        Assert.Equal(BulkSubscribePlan.Of(5, 0), plan.Bulk);
        Assert.Equal("app-secret", Assert.Single(_app.Calls).Metadata["dapr-api-token"]);
    }

    [Fact]
    public async Task SubscriptionWithoutRoutes_HasOnePlaceForEverything()
    {
        Answer(new TopicSubscription { Topic = "one" }, new TopicSubscription { Topic = "two", Routes = new TopicRoutes() });

        Assert.All((await AskAsync()).Plans, plan => Assert.Equal(("", ""), (Assert.Single(plan.Rules).Match, plan.Rules[0].Path)));
    }

    [Fact]
    public async Task RuleThatIsNoExpression_IsAProblem()
    {
        Answer(new TopicSubscription { Topic = "one", Routes = new TopicRoutes { Rules = { new TopicRule { Match = "event.", Path = "/a" } } } });

        var list = await AskAsync();

        Assert.Contains("topic one", list.Problem, StringComparison.Ordinal);
        Assert.Equal((0, false), (list.Plans.Count, list.MayPass));
    }

    [Theory]
    [InlineData(GrpcCode.Unimplemented, false)]
    [InlineData(GrpcCode.Unavailable, true)]
    [InlineData(GrpcCode.Internal, true)]
    public async Task AppWithoutTheMethod_WantsNothing_AndOneThatFailsIsAskedAgain(GrpcCode code, bool mayPass)
    {
        _app.Status = new GrpcStatus(code, "told so");

        var list = await AskAsync();

        Assert.Equal((0, mayPass, mayPass), (list.Plans.Count, list.MayPass, list.Problem is not null));
    }

    private void Answer(params TopicSubscription[] subscriptions) =>
        _app.Methods["ListTopicSubscriptions"] = _ => new ListTopicSubscriptionsResponse { Subscriptions = { subscriptions } };

    private Task<AppTopicList> AskAsync() => new GrpcAppTopics(_app.Channel(), "app-secret").AskAsync(TestContext.Current.CancellationToken);
}
