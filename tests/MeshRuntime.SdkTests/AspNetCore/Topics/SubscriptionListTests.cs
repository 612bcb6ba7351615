using MeshRuntime.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace MeshRuntime.SdkTests.AspNetCore.Topics;

/// <summary>What the sidecar is told about subscriptions, to the byte.</summary>
public sealed class SubscriptionListTests
{
    [Fact]
    public async Task Topic_IsOneRoute()
    {
        await using var app = await MeshApp.StartAsync(web => web.MapTopic<Order>("bus", "orders", (_, _) => Task.CompletedTask));

        using var answer = await app.Http.GetAsync("/dapr/subscribe");

        Assert.Equal("application/json", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal("""[{"pubsubname":"bus","topic":"orders","route":"/topics/bus/orders"}]""", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Rules_StandInTheirOrder_BeforeTheDefault()
    {
        await using var app = await MeshApp.StartAsync(web =>
        {
            web.MapTopic<Order>("bus", "orders", Ignore, new TopicOptions { Match = "event.type == 'b'", Priority = 2, Route = "/b" });
            web.MapTopic<Order>("bus", "orders", Ignore, new TopicOptions { Route = "/rest", DeadLetterTopic = "dead" });
            web.MapTopic<Order>("bus", "orders", Ignore, new TopicOptions { Match = "event.type == 'a'", Priority = 1, Route = "a" });
            web.MapTopic<Order>("bus", "orders", Ignore, new TopicOptions { Match = "event.type == 'c'", Priority = 2 });
        });

        Assert.Equal(
            """[{"pubsubname":"bus","topic":"orders","routes":{"rules":[{"match":"event.type == 'a'","path":"/a"},{"match":"event.type == 'b'","path":"/b"},{"match":"event.type == 'c'","path":"/topics/bus/orders"}],"default":"/rest"},"deadLetterTopic":"dead"}]""",
            await ListAsync(app));
    }

    [Fact]
    public async Task RulesWithoutADefault_HaveNone()
    {
        await using var app = await MeshApp.StartAsync(web =>
            web.MapTopic<Order>("bus", "orders", Ignore, new TopicOptions { Match = "true", Route = "/a" }));

        Assert.Equal("""[{"pubsubname":"bus","topic":"orders","routes":{"rules":[{"match":"true","path":"/a"}]}}]""", await ListAsync(app));
    }

    [Fact]
    public async Task Terms_AreToldToTheComponent()
    {
        await using var app = await MeshApp.StartAsync(web => web.MapTopic<Order>("bus", "orders/+/new", Ignore, new TopicOptions
        {
            RawPayload = true,
            Metadata = new Dictionary<string, string> { ["ackWaitTime"] = "3s" },
            Bulk = new TopicBulk { MaxMessages = 10, MaxWait = TimeSpan.FromMilliseconds(250) },
        }));

        Assert.Equal(
            """[{"pubsubname":"bus","topic":"orders/+/new","route":"/topics/bus/orders___new","metadata":{"ackWaitTime":"3s","rawPayload":"true"},"bulkSubscribe":{"enabled":true,"maxMessagesCount":10,"maxAwaitDurationMs":250}}]""",
            await ListAsync(app));
    }

    [Fact]
    public async Task AttributesAndConventions_AreListed()
    {
        await using var app = await MeshApp.StartAsync(web =>
        {
            web.MapMeshSubscriptions();
            web.MapPost("/one", [Topic("bus", "one", DeadLetterTopic = "dead")] () => Results.Ok());
            web.MapPost("/two", () => Results.Ok()).WithTopic("bus", "two").WithTopic("bus", "three", new TopicOptions { RawPayload = true });
        });

        Assert.Equal(
            """[{"pubsubname":"bus","topic":"one","route":"/one","deadLetterTopic":"dead"},{"pubsubname":"bus","topic":"two","route":"/two"},{"pubsubname":"bus","topic":"three","route":"/two","metadata":{"rawPayload":"true"}}]""",
            await ListAsync(app));
    }

    [Fact]
    public async Task Controllers_AreListed_AndGetTheData()
    {
        await using var app = await MeshApp.StartAsync(
            web =>
            {
                web.UseCloudEvents();
                web.MapControllers();
                web.MapMeshSubscriptions();
            },
            builder => builder.Services.AddControllers());

        Assert.Equal("""[{"pubsubname":"bus","topic":"parcels","route":"/parcels/sent"}]""", await ListAsync(app));
        using var answer = await app.PostAsync("/parcels/sent", """{"id":"e1","datacontenttype":"application/json","data":{"id":"7","amount":3}}""", "application/cloudevents+json");
        Assert.Equal("sent 7", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task SubscriptionsBelowAPrefix_AreListedWithIt()
    {
        await using var app = await MeshApp.StartAsync(web =>
        {
            web.MapGroup("/shop").MapTopic<Order>("bus", "orders", Ignore);
            web.MapMeshSubscriptions();
        });

        Assert.Equal("""[{"pubsubname":"bus","topic":"orders","route":"/shop/topics/bus/orders"}]""", await ListAsync(app));
    }

    [Fact]
    public async Task TwoDefaults_EndTheStart()
    {
        var failure = await StartFailureAsync(web =>
        {
            web.MapTopic<Order>("bus", "orders", Ignore);
            web.MapTopic<Order>("bus", "orders", Ignore);
        });

        Assert.Equal("Topic orders of bus has two endpoints without a Match, /topics/bus/orders and /topics/bus/orders-2: give one of them a Match.", failure.Message);
    }

    [Fact]
    public async Task TwoDeadLetterTopics_EndTheStart()
    {
        var failure = await StartFailureAsync(web =>
        {
            web.MapTopic<Order>("bus", "orders", Ignore, new TopicOptions { DeadLetterTopic = "a" });
            web.MapTopic<Order>("bus", "orders", Ignore, new TopicOptions { DeadLetterTopic = "b", Match = "true" });
        });

        Assert.Contains("two dead letter topics, a and b", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RouteWithAParameter_EndsTheStart()
    {
        var failure = await StartFailureAsync(web => web.MapPost("/orders/{id}", (string id) => id).WithTopic("bus", "orders"));

        Assert.Contains("/orders/{id}: the sidecar would not know their values", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EndpointThatDoesNotAnswerPost_EndsTheStart()
    {
        var failure = await StartFailureAsync(web => web.MapPut("/orders", () => "").WithTopic("bus", "orders"));

        Assert.Contains("answers PUT only: the sidecar delivers by POST", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SubscriptionsThatNobodyLists_EndTheStart()
    {
        var failure = await StartFailureAsync(web => web.MapPost("/orders", () => "").WithTopic("bus", "orders"));

        Assert.Equal("The app subscribes to topic orders of bus, but the sidecar cannot ask for that: add app.MapMeshSubscriptions().", failure.Message);
    }

    private static Task<InvalidOperationException> StartFailureAsync(Action<WebApplication> map) =>
        Assert.ThrowsAsync<InvalidOperationException>(() => MeshApp.StartAsync(map));

    private static Task<string> ListAsync(MeshApp app) => app.Http.GetStringAsync("/dapr/subscribe");

    private static Task Ignore(TopicEvent<Order> received, CancellationToken cancellation) => Task.CompletedTask;
}
