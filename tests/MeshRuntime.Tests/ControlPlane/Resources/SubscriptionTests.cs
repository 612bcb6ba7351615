using MeshRuntime.DataPlane.Snapshots;
using MeshRuntime.Tests.ControlPlane.Kit;

namespace MeshRuntime.Tests.ControlPlane.Resources;

/// <summary>From a Subscription file to the plan that the data plane reads.</summary>
public sealed class SubscriptionTests
{
    private const string First = "apiVersion: dapr.io/v1alpha1\nkind: Subscription\nmetadata: {name: s}\nspec: {pubsubname: events, topic: a/b, route: /a}\n";

    [Fact]
    public async Task Version1_HasOnePathForEverything()
    {
        var plan = Assert.Single(await PlansAsync(First));

        Assert.Equal(("events", "a/b", SubscriptionOrigin.Declarative), (plan.PubSub, plan.Topic, plan.Origin));
        Assert.Equal(new TopicRule("", "/a"), Assert.Single(plan.Rules));
        Assert.Empty(plan.Metadata);
        Assert.Equal("", plan.DeadLetterTopic);
        Assert.Null(plan.Bulk);
    }

    [Fact]
    public async Task Version2_HasRulesInOrderAndTheDefaultLast()
    {
        var plan = Assert.Single(await PlansAsync("""
            apiVersion: dapr.io/v2alpha1
            kind: Subscription
            metadata:
              name: s
              namespace: elsewhere
            spec:
              PubSubName: events
              topic: orders
              routes:
                default: /rest
                rules:
                - match: event.type == "big"
                  path: /big
                - match: " "
                  path: /blank
              metadata:
                rawPayload: true
                consumerTag: 007
                empty:
              deadLetterTopic: dead
              bulkSubscribe:
                enabled: true
                maxMessagesCount: 7
            """));

        Assert.Equal([("event.type == \"big\"", "/big", true), (" ", "/blank", false), ("", "/rest", false)], plan.Rules.Select(rule => (rule.Match, rule.Path, rule.Condition is not null)));
        Assert.Equal(new Dictionary<string, string> { ["rawPayload"] = "true", ["consumerTag"] = "007", ["empty"] = "" }, plan.Metadata);
        Assert.Equal("dead", plan.DeadLetterTopic);
        Assert.Equal(new BulkSubscribePlan(7, TimeSpan.FromSeconds(1)), plan.Bulk);
    }

    [Theory]
    [InlineData("bulkSubscribe: {enabled: false, maxMessagesCount: 5}", null, 0)]
    [InlineData("bulkSubscribe: {enabled: true}", 100, 1000)]
    [InlineData("bulkSubscribe: {enabled: true, maxMessagesCount: -1, maxAwaitDurationMs: 40}", 100, 40)]
    public async Task BulkSubscribe_IsPlannedWhenItIsEnabled(string written, int? messages, int wait)
    {
        var plan = Assert.Single(await PlansAsync(First.Replace("route: /a", "route: /a, " + written)));

        Assert.Equal(messages is { } count ? new BulkSubscribePlan(count, TimeSpan.FromMilliseconds(wait)) : null, plan.Bulk);
    }

    [Theory]
    [InlineData("scopes: [billing]\n", 0)]
    [InlineData("scopes: [billing, orders]\n", 1)]
    [InlineData("scopes: []\n", 1)]
    [InlineData("scopes: [Orders]\n", 0)]
    public async Task SubscriptionOfAnotherApp_IsNotLoaded(string scopes, int count) => Assert.Equal(count, (await PlansAsync(First + scopes)).Count);

    [Fact]
    public async Task SameTopicTwice_TheFirstWins()
    {
        var plans = await PlansAsync(First + "---\n" + First.Replace("name: s", "name: z").Replace("/a}", "/other}") + "---\n" + First.Replace("name: s", "name: b").Replace("a/b", "c"));

        Assert.Equal([("a/b", "/a"), ("c", "/a")], plans.Select(plan => (plan.Topic, plan.Rules[0].Path)));
    }

    [Fact]
    public async Task SameNameTwice_TheLastWins()
    {
        var plans = await PlansAsync(First + "---\n" + First.Replace("a/b", "c"));

        Assert.Equal("c", Assert.Single(plans).Topic);
    }

    private static async Task<IReadOnlyList<SubscriptionPlan>> PlansAsync(string text)
    {
        await using var bench = new Bench().Resource("r.yaml", text);
        return (await bench.LoadAsync()).Snapshot.Subscriptions;
    }
}
