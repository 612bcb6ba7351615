using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace MeshRuntime.IntegrationTests.Messaging;

/// <summary>What an app gets of what another one published.</summary>
public sealed class PublishTests : MessagingTest
{
    private const string Orders = """[{"pubsubname":"bus","topic":"orders","route":"/orders"}]""";

    [Fact]
    public async Task Json_ArrivesInACloudEvent()
    {
        UseBroker();
        await SubscriberAsync("shop", Orders);
        var publisher = await PublisherAsync();

        await MustPublishAsync(publisher, "orders", """{"id":12345678901234567890,"name":"café"}""");
        await EventsAsync(1);

        var received = Events.Single();
        Assert.Equal("/orders", received.Path);
        Assert.Equal("application/cloudevents+json", received.Headers["content-type"]);
        Assert.Equal("bus", received.Headers["pubsubname"]);
        Assert.Equal("""{"id":12345678901234567890,"name":"café"}""", received.Data);
        Assert.Equal(
            ("publisher", "com.dapr.event.sent", "1.0", "application/json", "orders", "bus"),
            (received.Attribute("source"), received.Attribute("type"), received.Attribute("specversion"), received.Attribute("datacontenttype"),
                received.Attribute("topic"), received.Attribute("pubsubname")));
        Assert.True(Guid.TryParse(received.Attribute("id"), out _));
    }

    [Theory]
    [InlineData("text/plain", "hello", "\"hello\"")]
    [InlineData("", "hello", "\"hello\"")]
    [InlineData("application/json", "not json", "\"not json\"")]
    [InlineData("application/vnd.shop+json", "{}", "\"{}\"")]
    public async Task OtherData_ArrivesAsText(string contentType, string body, string data)
    {
        UseBroker();
        await SubscriberAsync("shop", Orders);
        var publisher = await PublisherAsync();
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        if (contentType.Length > 0)
        {
            content.Headers.ContentType = new(contentType);
        }

        using var response = await publisher.Http.PostAsync("/v1.0/publish/bus/orders", content);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        await EventsAsync(1);

        Assert.Equal(data, Events.Single().Data);
    }

    [Fact]
    public async Task Trace_ContinuesToTheSubscriber()
    {
        UseBroker();
        await SubscriberAsync("shop", Orders);
        var publisher = await PublisherAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1.0/publish/bus/orders") { Content = new StringContent("x") };
        request.Headers.Add("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
        request.Headers.Add("tracestate", "vendor=1");

        using var response = await publisher.Http.SendAsync(request);
        await EventsAsync(1);

        var received = Events.Single();
        Assert.StartsWith("00-4bf92f3577b34da6a3ce929d0e0e4736-", response.Headers.GetValues("traceparent").Single(), StringComparison.Ordinal);
        Assert.Equal(response.Headers.GetValues("traceparent").Single(), received.Attribute("traceparent"));
        Assert.StartsWith("00-4bf92f3577b34da6a3ce929d0e0e4736-", received.Headers["traceparent"], StringComparison.Ordinal);
        Assert.NotEqual(received.Attribute("traceparent"), received.Headers["traceparent"]);
        Assert.Equal("vendor=1", received.Headers["tracestate"]);
    }

    [Fact]
    public async Task RawPayload_GoesAsItIs_AndComesInsideAnEvent()
    {
        UseBroker();
        await SubscriberAsync("shop", """[{"pubsubname":"bus","topic":"raw","route":"/raw","metadata":{"rawPayload":"true"}}]""");
        var publisher = await PublisherAsync();

        await MustPublishAsync(publisher, "raw", "\u0001bytes", "application/octet-stream", "?metadata.rawPayload=true");
        await EventsAsync(1);

        Assert.Equal("\u0001bytes", Encoding.UTF8.GetString(Events.Single().Json.GetProperty("data_base64").GetBytesFromBase64()));
    }

    [Fact]
    public async Task Bulk_ArrivesWhole_AndTellsWhatItDidNotTake()
    {
        UseBroker();
        await SubscriberAsync("shop", Orders);
        var publisher = await PublisherAsync();
        var entries = string.Join(',', Enumerable.Range(0, 250).Select(i => $$"""{"entryID":"{{i}}","event":{"n":{{i}}},"contentType":"application/json"}"""));

        using var response = await publisher.Http.PostAsync("/v1.0-alpha1/publish/bulk/bus/orders", new StringContent($"[{entries}]"));
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        await EventsAsync(250);

        Assert.Equal(Enumerable.Range(0, 250), Events.Select(received => received.Json.GetProperty("data").GetProperty("n").GetInt32()).Order());
    }

    [Theory]
    [InlineData("/v1.0/publish/nobus/orders", 404, "ERR_PUBSUB_NOT_FOUND", "pubsub nobus is not found")]
    [InlineData("/v1.0/publish/bus/", 404, "ERR_TOPIC_NAME_EMPTY", "topic is empty in pubsub bus")]
    [InlineData("/v1.0/publish/bus/orders?metadata.rawPayload=maybe", 400, "ERR_PUBSUB_REQUEST_METADATA", "failed deserializing metadata. Error: rawPayload value must be a valid boolean: actual is 'maybe'")]
    [InlineData("/v1.0/publish/bus/forbidden", 403, "ERR_PUBSUB_FORBIDDEN", "topic forbidden is not allowed for app id publisher")]
    [InlineData("/v1.0/publish/bulk/bus/orders", 400, "ERR_PUBSUB_EVENTS_SER", null)]
    public async Task WhatCannotBePublished_GetsDaprsError(string target, int status, string code, string? message)
    {
        UseBroker(metadata: "  metadata:\n  - name: publishingScopes\n    value: publisher=orders\n");
        var publisher = await PublisherAsync();

        using var response = await publisher.Http.PostAsync(target, new StringContent("x"));

        using var error = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(code, error.RootElement.GetProperty("errorCode").GetString());
        Assert.Equal(message ?? error.RootElement.GetProperty("message").GetString(), error.RootElement.GetProperty("message").GetString());
        Assert.Equal("dapr.io", error.RootElement.GetProperty("details").EnumerateArray().Last().GetProperty("domain").GetString());
    }

    [Fact]
    public async Task HeadersOfASidecarsOwn_CannotBeForgedByAPublisher()
    {
        UseBroker("pubsub.in-memory");
        var shop = await Bed.AppAsync(new SidecarSetup("shop") { Flags = ["--resources-path", Resources] }.WithEnvironment("APP_API_TOKEN", "app-secret"), answer: async context =>
        {
            await TestApp.ReadBodyAsync(context);
            await context.Response.WriteAsync(context.Request.Path == "/dapr/subscribe" ? Orders : "");
        });

        await MustPublishAsync(
            shop.Sidecar, "orders", "x", "text/plain",
            "?metadata.dapr-api-token=forged&metadata.dapr-caller-app-id=admin&metadata.x-forwarded-for=1.2.3.4&metadata.priority=high&metadata.bad%0aname=1&metadata.broken=a%0d%0aEvil:%201");
        await Wait.UntilAsync(() => shop.App.Requests.Any(request => request.Target == "/orders"), "the event comes");

        var request = shop.App.Requests.Single(request => request.Target == "/orders");
        Assert.Equal(["app-secret"], request.All("dapr-api-token"));
        Assert.Empty(request.All("dapr-caller-app-id"));
        Assert.Empty(request.All("x-forwarded-for"));
        Assert.Equal("high", request.Header("priority"));
        Assert.DoesNotContain("Evil", shop.App.Wire, StringComparison.Ordinal);
    }
}
