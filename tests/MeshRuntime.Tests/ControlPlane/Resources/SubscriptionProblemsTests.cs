using MeshRuntime.Tests.ControlPlane.Kit;

namespace MeshRuntime.Tests.ControlPlane.Resources;

/// <summary>What each mistake in a Subscription is answered with, line for line. A broker named "events" runs, whose topic "secret" is for others.</summary>
public sealed class SubscriptionProblemsTests
{
    private const string First = "apiVersion: dapr.io/v1alpha1\nkind: Subscription\nmetadata: {name: s}\nspec:\n  pubsubname: events\n";
    private const string Second = "apiVersion: dapr.io/v2alpha1\nkind: Subscription\nmetadata: {name: s}\nspec:\n  pubsubname: events\n  topic: t\n";

    private const string Broker =
        "apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata: {name: events}\nspec: {type: pubsub.fake, metadata: [{name: subscriptionScopes, value: orders=}, {name: subscriptionScopes, value: \"orders=t,dead\"}]}\n";

    public static TheoryData<string, string> Mistakes => new()
    {
        { First + "  topic: t\n  route: /a\n", "" },
        { Second + "  routes:\n    rules: [{match: event.type == 'a', path: /a}]\n", "" },
        { "apiVersion: dapr.io/v3\nkind: Subscription\n", "r.yaml:1: warning: apiVersion: \"dapr.io/v3\" is no known version of Subscription: the document is not read; write apiVersion: dapr.io/v1alpha1" },
        { "apiVersion: dapr.io/v1alpha1\nkind: Subscription\nmetadata: {name: s}\n", "r.yaml:1: error: spec: is missing; write spec with pubsubname and topic below it" },
        { First.Replace("metadata: {name: s}\n", "") + "  topic: t\n  route: /a\n", "r.yaml:1: error: metadata: is missing; write metadata with a name below it" },
        { First + "  route: /a\n", "r.yaml:5: error: spec.topic: is missing; write the topic" },
        { First.Replace("  pubsubname: events\n", "") + "  topic: t\n  route: /a\n", "r.yaml:5: error: spec.pubsubname: is missing; write the name of a pubsub component" },
        { First + "  topic: t\n  rotue: /a\n", "r.yaml:5: warning: spec.route: names no path: every message of the topic is dropped, or goes to the dead-letter topic; write the path of the app that takes them\nr.yaml:7: warning: spec.rotue: is an unknown key; did you mean \"route\"?" },
        { First + "  topic: t\n  route: /a\n  deadLeterTopic: d\n", "r.yaml:8: error: spec.deadLeterTopic: is an unknown key; did you mean \"deadLetterTopic\"?" },
        { First + "  topic: t\n  route: /a\nscope: [x]\n", "r.yaml:8: error: scope: is an unknown key; did you mean \"scopes\"?" },
        { First + "  topic: t\n  route: /a\n  deadLetterTopic: t\n", "r.yaml:8: warning: spec.deadLetterTopic: is the topic itself: what fails comes back for ever; name another topic" },
        { First + "  topic: t\n  route: /a\n  routes: {default: /b}\n", "r.yaml:8: error: spec.routes: belongs to another API version and would be ignored; write apiVersion: dapr.io/v2alpha1, or route: with one path" },
        { Second + "  route: /a\n  routes: {default: /b}\n", "r.yaml:7: error: spec.route: belongs to another API version and would be ignored; write apiVersion: dapr.io/v1alpha1, or routes: with default: below it" },
        { Second + "  routes: {}\n", "r.yaml:7: warning: spec.routes.default: names no path: every message of the topic is dropped, or goes to the dead-letter topic; write the path of the app that takes them" },
        { Second + "  routes: /a\n", "r.yaml:7: error: spec.routes: is not a mapping; write keys and values below it" },
        { Second + "  routes:\n    rules:\n    - {match: event.type = 'a', path: /a}\n    default: /b\n", "r.yaml:9: error: spec.routes.rules[0].match: is no CEL expression: column 12: = is no operator; write == to compare" },
        { Second + "  routes:\n    rules:\n    - match: |\n        event.type == 'a'\n        && true)\n      path: /a\n", "r.yaml:9: error: spec.routes.rules[0].match: is no CEL expression: line 2, column 8: ) stands where there should be an operator or the end of the expression" },
        { Second + "  routes:\n    rules:\n    - match: event.a\n    default: /b\n", "r.yaml:9: error: spec.routes.rules[0].path: is missing; write the path of the app that takes what matches" },
        { Second + "  routes:\n    rules:\n    - {match: event.a, path: /a, mach: 1}\n", "r.yaml:9: error: spec.routes.rules[0].mach: is an unknown key; did you mean \"match\"?" },
        { Second + "  routes: {default: /a, defualt: /b}\n", "r.yaml:7: error: spec.routes.defualt: is an unknown key; did you mean \"default\"?" },
        { First + "  topic: t\n  route: /a\n  bulkSubscribe: {maxMessagesCount: 5}\n", "r.yaml:8: warning: spec.bulkSubscribe.enabled: is not written: messages are delivered one by one; write enabled: true, or remove bulkSubscribe" },
        { First + "  topic: t\n  route: /a\n  bulkSubscribe: {enabled: true, maxMessagesCount: many}\n", "r.yaml:8: error: spec.bulkSubscribe.maxMessagesCount: \"many\" is not a whole number; write a whole number above 0" },
        { First + "  topic: t\n  route: /a\n  bulkSubscribe: {enabled: true, maxAwaitDurationMs: 0}\n", "r.yaml:8: warning: spec.bulkSubscribe.maxAwaitDurationMs: \"0\" is not above 0: 1000 is used; write a whole number above 0" },
        { First + "  topic: t\n  route: /a\n  bulkSubscribe: {enabled: 1}\n", "r.yaml:8: error: spec.bulkSubscribe.enabled: \"1\" is not a boolean; write true or false" },
        { First + "  topic: t\n  route: /a\n  metadata: [x]\n", "r.yaml:8: error: spec.metadata: is not a mapping; write keys and values below it" },
        { First.Replace("name: s", "name: a/b") + "  topic: t\n  route: /a\n", "r.yaml:3: error: metadata.name: \"a/b\" cannot stand in a path; use letters, digits, - and ." },
        { First.Replace("events", "evnets") + "  topic: t\n  route: /a\n", "r.yaml:5: warning: spec.pubsubname: the pubsub component \"evnets\" is not loaded: the subscription begins when it is; did you mean \"events\"?" },
        { First.Replace("events", "billing-queue") + "  topic: t\n  route: /a\n", "r.yaml:5: warning: spec.pubsubname: the pubsub component \"billing-queue\" is not loaded: the subscription begins when it is; loaded are events" },
        { First + "  topic: secret\n  route: /a\n", "r.yaml:6: warning: spec.topic: the scopes of events do not let app orders subscribe to secret: nothing will be delivered; add it to subscriptionScopes, allowedTopics or both of events (resources/a.yaml:1), or remove the subscription" },
        {
            First + "  topic: t\n  route: /a\n---\n" + First.Replace("name: s", "name: other") + "  topic: t\n  route: /b\n",
            "r.yaml:9: warning: spec.topic: the Subscription other has no effect: topic t of events is subscribed to already at resources/r.yaml:1; keep one of them; several paths for one topic are rules of one Subscription"
        },
        {
            First + "  topic: t\n  route: /a\n---\n" + First + "  topic: dead\n  route: /b\n",
            "r.yaml:1: warning: metadata.name: the Subscription s is replaced by that of the same name at resources/r.yaml:9; rename one, or keep one"
        },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task Mistake_IsAnsweredWithPlaceFieldAndCure(string text, string expected)
    {
        await using var bench = new Bench().Resource("a.yaml", Broker).Resource("r.yaml", text);

        var problems = (await bench.ProblemsAsync()).Select(problem => problem.StartsWith("resources/", StringComparison.Ordinal) ? problem[10..] : problem);
        Assert.Equal(expected, string.Join('\n', problems));
    }

    [Fact]
    public async Task WithoutAnyBroker_TheWarningSaysSo()
    {
        await using var bench = new Bench().Resource("r.yaml", First + "  topic: t\n  route: /a\n");

        Assert.Contains("no pubsub component is loaded; add one of that name", Assert.Single(await bench.ProblemsAsync()), StringComparison.Ordinal);
    }
}
