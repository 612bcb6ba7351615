using System.Net;
using System.Text.Json;

namespace MeshRuntime.IntegrationTests.Messaging;

/// <summary>Who gets which message, and what becomes of it after the app's answer.</summary>
public sealed class SubscriptionTests : MessagingTest
{
    [Fact]
    public async Task Replicas_Share_AndOtherAppsGetACopy()
    {
        UseBroker();
        const string topics = """[{"pubsubname":"bus","topic":"orders","route":"/orders"}]""";
        await SubscriberAsync("shop", topics.Replace("/orders", "/shop", StringComparison.Ordinal));
        await SubscriberAsync("shop", topics.Replace("/orders", "/shop", StringComparison.Ordinal));
        await SubscriberAsync("audit", topics.Replace("/orders", "/audit", StringComparison.Ordinal));
        var publisher = await PublisherAsync();

        for (var i = 0; i < 40; i++)
        {
            await MustPublishAsync(publisher, "orders", $"{i}");
        }

        await EventsAsync(80);
        Assert.Equal(Enumerable.Range(0, 40), EventsOf("/shop").Select(received => received.Json.GetProperty("data").GetInt32()).Order());
        Assert.Equal(Enumerable.Range(0, 40), EventsOf("/audit").Select(received => received.Json.GetProperty("data").GetInt32()).Order());
    }

    [Fact]
    public async Task Rules_RouteByContent_InTheirOrder()
    {
        UseBroker();
        Bed.Write(
            "resources/sub.yaml",
            """
            apiVersion: dapr.io/v2alpha1
            kind: Subscription
            metadata:
              name: orders
            spec:
              pubsubname: bus
              topic: orders
              routes:
                rules:
                - match: event.type == "vip"
                  path: /vip
                - match: has(event.data.amount) && int(event.data.amount) > 100
                  path: /large
                default: /all
            scopes:
            - shop
            """);
        await SubscriberAsync("shop", "[]");
        var publisher = await PublisherAsync();

        await MustPublishAsync(publisher, "orders", """{"amount":5}""", query: "?metadata.cloudevent.type=vip");
        await MustPublishAsync(publisher, "orders", """{"amount":500}""");
        await MustPublishAsync(publisher, "orders", """{"amount":5}""");
        await EventsAsync(3);

        Assert.Equal(["/all", "/large", "/vip"], Events.Select(received => received.Path).Order());
    }

    [Theory]
    [InlineData(200, "", false)]
    [InlineData(200, """{"status":"SUCCESS"}""", false)]
    [InlineData(200, "not json", false)]
    [InlineData(200, """{"status":"DROP"}""", true)]
    [InlineData(404, "", true)]
    [InlineData(500, "", true)]
    [InlineData(200, """{"status":"RETRY"}""", true)]
    [InlineData(200, """{"status":"success"}""", true)]
    public async Task Answer_DecidesWhetherAMessageBecomesADeadLetter(int status, string body, bool isDead)
    {
        UseBroker();
        await SubscriberAsync(
            "shop",
            """[{"pubsubname":"bus","topic":"orders","route":"/orders","deadLetterTopic":"dead"},{"pubsubname":"bus","topic":"dead","route":"/dead"},{"pubsubname":"bus","topic":"last","route":"/last"}]""",
            received => received.Path == "/orders" ? (status, body) : (200, ""));
        var publisher = await PublisherAsync();

        await MustPublishAsync(publisher, "orders", """{"n":1}""");
        await EventsAsync(1, "/orders");
        if (isDead)
        {
            await EventsAsync(1, "/dead");
            Assert.Equal("orders", EventsOf("/dead").Single().Attribute("topic"));
        }

        // What is published to another topic afterwards comes after: by then nothing more is under way.
        await MustPublishAsync(publisher, "last", "1");
        await EventsAsync(1, "/last");
        Assert.Equal(isDead ? 1 : 0, EventsOf("/dead").Count);
        Assert.Single(EventsOf("/orders"));
    }

    [Fact]
    public async Task FailedMessage_ComesAgain()
    {
        UseBroker(metadata: "  metadata:\n  - name: redeliverInterval\n    value: 50ms\n");
        var failures = 0;
        await SubscriberAsync(
            "shop", """[{"pubsubname":"bus","topic":"orders","route":"/orders"}]""", _ => Interlocked.Increment(ref failures) <= 2 ? (503, "") : (200, ""));
        var publisher = await PublisherAsync();

        await MustPublishAsync(publisher, "orders", "1");

        await EventsAsync(3);
        Assert.Single(Events.Select(received => received.Attribute("id")).Distinct());
    }

    [Fact]
    public async Task Batches_AreGathered_AndAnsweredOneByOne()
    {
        UseBroker(metadata: "  metadata:\n  - name: redeliverInterval\n    value: 50ms\n");
        var refused = new HashSet<string>();
        await SubscriberAsync(
            "shop",
            """[{"pubsubname":"bus","topic":"orders","route":"/orders","bulkSubscribe":{"enabled":true,"maxMessagesCount":10,"maxAwaitDurationMs":100}}]""",
            received => (200, AnswerBatch(received, refused)));
        var publisher = await PublisherAsync();

        await Task.WhenAll(Enumerable.Range(0, 30).Select(i => MustPublishAsync(publisher, "orders", $"{i}")));
        await Wait.UntilAsync(() => Taken(refused).Count == 30, "each message of each batch is taken in the end");

        Assert.Contains(Events, received => received.Json.GetProperty("entries").GetArrayLength() > 1);
        Assert.Equal("com.dapr.event.sent.bulk", Events.First().Attribute("type"));
    }

    [Fact]
    public async Task Metadata_ListsWhatRuns()
    {
        UseBroker();
        var shop = await SubscriberAsync("shop", """[{"pubsubname":"bus","topic":"orders","routes":{"rules":[{"match":"event.type == 'a'","path":"/a"}],"default":"/b"},"deadLetterTopic":"dead"}]""");

        using var metadata = JsonDocument.Parse(await shop.Http.GetStringAsync("/v1.0/metadata"));

        Assert.Equal(
            """[{"pubsubname":"bus","topic":"orders","rules":[{"match":"event.type == 'a'","path":"/a"},{"path":"/b"}],"deadLetterTopic":"dead","type":"PROGRAMMATIC"}]""",
            metadata.RootElement.GetProperty("subscriptions").GetRawText());
    }

    [Fact]
    public async Task Subscription_AddedByAnEdit_RunsWithoutTouchingItsSiblings()
    {
        UseBroker();
        WriteSubscription("one");
        var shop = await SubscriberAsync("shop", "[]");
        WriteSubscription("two");
        await Wait.UntilAsync(() => shop.Sidecar.Log.Text.Contains("Subscribed to topic two", StringComparison.Ordinal), "the new subscription runs");

        await MustPublishAsync(shop.Sidecar, "one", "1");
        await MustPublishAsync(shop.Sidecar, "two", "2");
        await EventsAsync(2);

        Assert.Equal(["/one", "/two"], Events.Select(received => received.Path).Order());
        Assert.DoesNotContain("Unsubscribed", shop.Sidecar.Log.Text, StringComparison.Ordinal);

        File.Delete(Path.Combine(Resources, "one.yaml"));
        await Wait.UntilAsync(() => shop.Sidecar.Log.Text.Contains("Unsubscribed from topic one", StringComparison.Ordinal), "the removed one ends");
        Assert.DoesNotContain("Unsubscribed from topic two", shop.Sidecar.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UnwellApp_GetsNothing_AndEverythingOnceItIsWell()
    {
        UseBroker();
        var isWell = true;
        var shop = await SubscriberAsync(
            "shop",
            """[{"pubsubname":"bus","topic":"orders","route":"/orders"}]""",
            received => received.Path == "/healthz" && !isWell ? (500, "") : (200, ""),
            "--enable-app-health-check", "--app-health-probe-interval", "1", "--app-health-threshold", "1");
        await Wait.UntilAsync(() => shop.Sidecar.Log.Text.Contains("Subscribed to topic orders", StringComparison.Ordinal), "the app is well");
        isWell = false;
        await Wait.UntilAsync(() => shop.Sidecar.Log.Text.Contains("Unsubscribed from topic orders", StringComparison.Ordinal), "the subscription pauses");

        await MustPublishAsync(shop.Sidecar, "orders", "1");
        Assert.Empty(EventsOf("/orders"));
        isWell = true;

        await EventsAsync(1, "/orders");
    }

    private void WriteSubscription(string topic) => Bed.Write(
        $"resources/{topic}.yaml",
        $"apiVersion: dapr.io/v1alpha1\nkind: Subscription\nmetadata:\n  name: {topic}\nspec:\n  pubsubname: bus\n  topic: {topic}\n  route: /{topic}\n");

    /// <summary>Refuses each message once, and takes it then.</summary>
    private static string AnswerBatch(ReceivedEvent batch, HashSet<string> refused)
    {
        lock (refused)
        {
            var statuses = batch.Json.GetProperty("entries").EnumerateArray().Select(entry =>
            {
                var isFirst = refused.Add(entry.GetProperty("event").GetProperty("id").GetString()!);
                return $$"""{"entryId":"{{entry.GetProperty("entryId").GetString()}}","status":"{{(isFirst ? "RETRY" : "SUCCESS")}}"}""";
            });
            return $$"""{"statuses":[{{string.Join(',', statuses)}}]}""";
        }
    }

    /// <summary>The messages that came at least twice: refused, then taken.</summary>
    private HashSet<string> Taken(HashSet<string> refused)
    {
        lock (refused)
        {
            return [.. Events
                .SelectMany(batch => batch.Json.GetProperty("entries").EnumerateArray())
                .GroupBy(entry => entry.GetProperty("event").GetProperty("id").GetString()!)
                .Where(same => same.Count() > 1)
                .Select(same => same.Key)];
        }
    }
}
