using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using MeshRuntime.AspNetCore;
using MeshRuntime.Client;
using Microsoft.Extensions.DependencyInjection;

namespace MeshRuntime.SdkTests.AspNetCore.Topics;

/// <summary>What a handler is given, and what the sidecar is told, delivery by delivery.</summary>
public sealed class DeliveryTests
{
    private const string Event =
        """{"id":"e1","source":"shop","type":"order.paid","specversion":"1.0","datacontenttype":"application/json","topic":"orders","pubsubname":"bus","time":"2026-01-02T03:04:05Z","subject":"s","traceparent":"t","n":1,"data":{"id":"7","amount":3}}""";

    [Fact]
    public async Task Handler_GetsDataAndAttributes()
    {
        TopicEvent<Order>? got = null;
        await using var app = await ServeAsync<Order>((received, _) =>
        {
            got = received;
            Assert.NotNull(received.Services.GetService<MeshClient>());
            return Task.FromResult(EventOutcome.Success);
        });
        using var request = new HttpRequestMessage(HttpMethod.Post, "/in")
        {
            Content = new StringContent(Event, null, "application/cloudevents+json"),
            Headers = { { "__key", "k7" }, { "pubsubname", "bus" }, { "dapr-api-token", "secret" } },
        };

        using var answer = await app.Http.SendAsync(request);

        Assert.Equal((HttpStatusCode.OK, """{"status":"SUCCESS"}"""), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        Assert.NotNull(got);
        Assert.Equal(new Order("7", 3), got.Data);
        Assert.Equal(
            ("e1", "shop", "order.paid", "orders", "bus", "application/json", "s"),
            (got.Id, got.Source, got.Type, got.Topic, got.PubSub, got.DataContentType, got.Subject));
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), got.Time);
        Assert.Equal(new Dictionary<string, string> { ["traceparent"] = "t", ["n"] = "1" }, got.Attributes);
        Assert.Equal(new Dictionary<string, string> { ["__key"] = "k7" }, got.Metadata);
    }

    [Theory]
    [InlineData(EventOutcome.Success, "SUCCESS")]
    [InlineData(EventOutcome.Retry, "RETRY")]
    [InlineData(EventOutcome.Drop, "DROP")]
    public async Task Outcome_IsToldToTheSidecar(EventOutcome outcome, string status)
    {
        await using var app = await ServeAsync<Order>((_, _) => Task.FromResult(outcome));

        Assert.Equal((HttpStatusCode.OK, $$"""{"status":"{{status}}"}"""), await DeliverAsync(app, Event));
    }

    // 404 would drop the message.
    [Fact]
    public async Task FailureOfTheHandler_Is500_WhateverItsStatus()
    {
        await using var app = await ServeAsync<Order>((_, _) => throw new MeshException("no such shop") { Status = HttpStatusCode.NotFound });

        Assert.Equal(HttpStatusCode.InternalServerError, (await DeliverAsync(app, Event)).Status);
    }

    [Fact]
    public async Task SidecarThatGivesUp_EndsTheHandler()
    {
        var began = new TaskCompletionSource();
        var ended = new TaskCompletionSource();
        await using var app = await ServeAsync<Order>(async (_, cancellation) =>
        {
            using var registration = cancellation.Register(ended.SetResult);
            began.SetResult();
            await Task.Delay(Timeout.Infinite, cancellation);
            return EventOutcome.Success;
        });
        using var patience = new CancellationTokenSource();

        var delivery = app.Http.PostAsync("/in", new StringContent(Event, null, "application/cloudevents+json"), patience.Token);
        await Wait.ForAsync(began.Task, "the handler begins");
        await patience.CancelAsync();

        await Wait.ForAsync(ended.Task, "the handler's token fires");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => delivery);
    }

    [Theory]
    [InlineData("""{"id":"e1","data":{"id":"7","amount":"x"}}""", "The data of event e1 is not the JSON that is expected here at $.amount, line 1, byte 23")]
    [InlineData("""{"id":"e1","data":null}""", "Event e1 cannot be read: its data is null")]
    [InlineData("""{"id":"e1"}""", "it has no data")]
    [InlineData("""{"id":"e1","data_base64":"*"}""", "its data_base64 is no text in base64")]
    [InlineData("""{"id":"e1","data_base64":7}""", "its data_base64 is no text in base64")]
    [InlineData("[]", "it has no data")]
    [InlineData("{", "The delivery is not the JSON that is expected here")]
    public async Task UnreadableDelivery_Is400_WithThePlace(string body, string problem)
    {
        await using var app = await ServeAsync<Order>((_, _) => Task.FromResult(EventOutcome.Success));

        var (status, text) = await DeliverAsync(app, body);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(problem, JsonElement.Parse(text).GetProperty("message").GetString()!, StringComparison.Ordinal);
    }

    // Neither the publisher's mistake nor the sidecar's: it is not told as one.
    [Fact]
    public async Task ConverterThatFails_Is500()
    {
        await using var app = await MeshApp.StartAsync(
            web => web.MapTopic<Order>("bus", "orders", (_, _) => Task.CompletedTask, new TopicOptions { Route = "/in" }),
            builder => builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.Converters.Add(new BrokenConverter())));

        Assert.Equal(HttpStatusCode.InternalServerError, (await DeliverAsync(app, Event)).Status);
    }

    [Fact]
    public async Task DeliveryThatIsNoJson_Is415()
    {
        await using var app = await ServeAsync<Order>((_, _) => Task.FromResult(EventOutcome.Success));

        using var answer = await app.PostAsync("/in", Event, "text/plain");

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
    }

    [Theory]
    [InlineData("""{"datacontenttype":"text/plain","data":"hello \"you\""}""", "hello \"you\"")]
    [InlineData("""{"data":{"a": 1}}""", """{"a": 1}""")]
    [InlineData("""{"data_base64":"aMOk"}""", "hä")]
    public async Task Text_TakesAnyData(string body, string text)
    {
        var got = "";
        await using var app = await ServeAsync<string>((received, _) =>
        {
            got = received.Data;
            return Task.FromResult(EventOutcome.Success);
        });

        await DeliverAsync(app, body);

        Assert.Equal(text, got);
    }

    [Theory]
    [InlineData("""{"data":"hä"}""", "hä")]
    [InlineData("""{"data":[1]}""", "[1]")]
    [InlineData("""{"data_base64":"aMOk"}""", "hä")]
    public async Task Bytes_TakeAnyData(string body, string text)
    {
        byte[] got = [];
        await using var app = await ServeAsync<byte[]>((received, _) =>
        {
            got = received.Data;
            return Task.FromResult(EventOutcome.Success);
        });

        await DeliverAsync(app, body);

        Assert.Equal(System.Text.Encoding.UTF8.GetBytes(text), got);
    }

    [Fact]
    public async Task RawJson_IsRead()
    {
        Order? got = null;
        await using var app = await ServeAsync<Order>((received, _) =>
        {
            got = received.Data;
            return Task.FromResult(EventOutcome.Success);
        });
        var bytes = Convert.ToBase64String("""{"id":"7","amount":3}"""u8);

        await DeliverAsync(app, $$"""{"id":"e1","datacontenttype":"application/octet-stream","data_base64":"{{bytes}}"}""");

        Assert.Equal(new Order("7", 3), got);
    }

    [Fact]
    public async Task Bundle_IsAnsweredEntryByEntry()
    {
        var got = new ConcurrentQueue<TopicEvent<Order>>();
        await using var app = await ServeAsync<Order>((received, _) =>
        {
            got.Enqueue(received);
            return received.Data.Amount < 0 ? throw new InvalidOperationException("negative") : Task.FromResult(received.Data.Amount == 0 ? EventOutcome.Drop : EventOutcome.Success);
        });
        var raw = Convert.ToBase64String("""{"id":"raw","amount":4}"""u8);

        var (status, text) = await DeliverAsync(
            app,
            """
            {"id":"b","type":"com.dapr.event.sent.bulk","topic":"orders","pubsubname":"bus","metadata":{},"entries":[
              {"entryId":"1","event":EVENT,"metadata":{"__Key":"k"},"contentType":"application/cloudevents+json"},
              {"entryId":"2","event":{"id":"e2","data":{"id":"8","amount":-1}},"metadata":null},
              {"entryId":"3","event":{"id":"e3","data":{"id":"9","amount":0}}},
              {"entryId":"4","event":{"id":"e4","data":"no order"}},
              {"entryId":"5","event":"RAW","contentType":"application/octet-stream"}]}
            """.Replace("EVENT", Event, StringComparison.Ordinal).Replace("RAW", raw, StringComparison.Ordinal),
            "application/json");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(
            """{"statuses":[{"entryId":"1","status":"SUCCESS"},{"entryId":"2","status":"RETRY"},{"entryId":"3","status":"DROP"},{"entryId":"4","status":"RETRY"},{"entryId":"5","status":"SUCCESS"}]}""",
            text);
        Assert.Equal(["7", "8", "9", "raw"], got.Select(received => received.Data.Id));
        Assert.Equal("k", got.First().Metadata["__key"]);
    }

    private sealed class BrokenConverter : JsonConverter<Order>
    {
        public override Order Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new InvalidOperationException("broken");

        public override void Write(Utf8JsonWriter writer, Order value, JsonSerializerOptions options) => throw new InvalidOperationException("broken");
    }

    private static Task<MeshApp> ServeAsync<T>(Func<TopicEvent<T>, CancellationToken, Task<EventOutcome>> handler) =>
        MeshApp.StartAsync(web => web.MapTopic("bus", "orders", handler, new TopicOptions { Route = "/in" }));

    private static async Task<(HttpStatusCode Status, string Body)> DeliverAsync(MeshApp app, string body, string contentType = "application/cloudevents+json")
    {
        using var answer = await app.PostAsync("/in", body, contentType);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
