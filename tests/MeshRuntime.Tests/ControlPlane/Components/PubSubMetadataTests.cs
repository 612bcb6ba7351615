using MeshRuntime.DataPlane.Snapshots;
using MeshRuntime.Tests.ControlPlane.Kit;

namespace MeshRuntime.Tests.ControlPlane.Components;

/// <summary>What the fields of a broker's component mean that belong to the sidecar. Our app is "orders".</summary>
public sealed class PubSubMetadataTests
{
    [Theory]
    [InlineData("", "", "", "t", true)]
    [InlineData("orders=t", "", "", "t", true)]
    [InlineData("orders=t", "", "", "u", false)]
    [InlineData("orders=t", "", "", "T", false)]
    [InlineData("Orders=t", "", "", "u", true)]
    [InlineData("billing=t", "", "", "u", true)]
    [InlineData("orders=t, u;billing=x", "", "", "u", true)]
    [InlineData("  or ders = t u ", "", "", "tu", true)]
    [InlineData("orders=t;billing=x;orders=v", "", "", "v", true)]
    [InlineData("orders=t;billing=x;orders=v", "", "", "t", true)]
    [InlineData("orders=t=u", "", "", "u", false)]
    [InlineData("orders=t=u", "", "", "t", true)]
    [InlineData("orders", "", "", "t", true)]
    [InlineData("orders=", "", "", "t", false)]
    [InlineData("orders=", "", "", "", true)]
    [InlineData("", "t,u", "", "u", true)]
    [InlineData("", "t , u", "", "v", false)]
    [InlineData("orders=v", "t", "", "v", false)]
    [InlineData("orders=t", "t", "", "t", true)]
    [InlineData("", "", "t", "t", false)]
    [InlineData("", "", "t", "u", true)]
    [InlineData("orders=t", "", "t", "t", true)]
    [InlineData("orders=u", "", "t", "t", false)]
    [InlineData("billing=t", "", "t", "t", false)]
    [InlineData("orders=t", "u", "t", "t", false)]
    [InlineData("orders=*", "", "", "t", false)]
    public async Task Scopes_DecideForOurAppAndTopic(string scopes, string allowed, string secured, string topic, bool isAllowed)
    {
        string[] others = [$"allowedTopics: \"{allowed}\"", $"protectedTopics: \"{secured}\""];
        var publishing = await PlanAsync([$"PublishingScopes: \"{scopes}\"", .. others]);
        var subscribing = await PlanAsync([$"subscriptionscopes: \"{scopes}\"", .. others]);

        Assert.Equal(isAllowed, publishing.Scopes.AllowsPublish(topic));
        Assert.Equal(isAllowed, subscribing.Scopes.AllowsSubscribe(topic));

        // Each list is for its own direction.
        Assert.Equal(publishing.Scopes.AllowsSubscribe(topic), subscribing.Scopes.AllowsPublish(topic));
        Assert.Empty(publishing.Scopes.Subscribing);
        Assert.Empty(subscribing.Scopes.Publishing);
    }

    [Fact]
    public async Task Templates_AreFilledBeforeScopesAreRead()
    {
        var plan = await PlanAsync(["publishingScopes: \"{appID}=t\""]);

        Assert.False(plan.Scopes.AllowsPublish("u"));
        Assert.Equal("", plan.TopicPrefix);
    }

    [Theory]
    [InlineData("host: a-{namespace}-b", "prod")]
    [InlineData("consumerID: \"{namespace}\"", "prod")]
    [InlineData("host: \"{appID}\"", "")]
    [InlineData("host: \"{Namespace}\"", "")]
    public async Task FieldThatNamesTheNamespace_PutsItBeforeEveryTopic(string field, string prefix) => Assert.Equal(prefix, (await PlanAsync([field])).TopicPrefix);

    [Theory]
    [InlineData("host: forgetful", true)]
    [InlineData("host: elephant", false)]
    public async Task BrokerThatForgetsMessages_IsAskedWhenItRuns(string field, bool hasTtl) => Assert.Equal(hasTtl, (await PlanAsync([field])).HasMessageTtl);

    [Fact]
    public async Task FieldsOfTheSidecar_AreKnownToBrokersAndToNobodyElse()
    {
        string[] fields = ["consumerID: c", "publishingScopes: a=b", "subscriptionScopes: a=b", "allowedTopics: t", "protectedTopics: t"];
        await using var broker = new Bench().Resource("a.yaml", Component("pubsub.fake", fields));
        await using var store = new Bench().Resource("a.yaml", Component("state.fake", fields));

        Assert.Empty(await broker.ProblemsAsync());
        Assert.Equal(5, (await store.ProblemsAsync()).Count(problem => problem.Contains("knows no such field", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task OnlyBrokers_ArePlannedAsBrokers()
    {
        await using var bench = new Bench().Resource("a.yaml", Component("pubsub.fake")).Resource("b.yaml", Component("state.fake").Replace("name: events", "name: store"));

        var snapshot = (await bench.LoadAsync()).Snapshot;

        Assert.Equal(["events"], snapshot.PubSubs.Keys);
        Assert.Same(bench.Running["events"], snapshot.PubSubs["events"].Component);
    }

    private static async Task<PubSubPlan> PlanAsync(string[] fields)
    {
        await using var bench = new Bench { Namespace = "prod" }.Resource("a.yaml", Component("pubsub.fake", fields));
        return (await bench.LoadAsync()).Snapshot.PubSubs["events"];
    }

    private static string Component(string type, params string[] fields) =>
        $"apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata: {{name: events}}\nspec:\n  type: {type}\n  metadata:\n" + string.Concat(
            fields.Select(field => field.Split(": ", 2)).Select(pair => $"  - name: {pair[0]}\n    value: {pair[1]}\n"));
}
