using System.Text.Json;
using MeshRuntime.Abstractions.Components;
using MeshRuntime.Api.Http;
using MeshRuntime.DataPlane.Snapshots;
using MeshRuntime.Tests.Kit;

namespace MeshRuntime.Tests.Api.Http;

public sealed class PublishEndpointTests
{
    private const string Parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private readonly FakeBroker _broker = new();
    private readonly Messages _messages = new();

    public PublishEndpointTests() => _messages.Snapshots.With([new PubSubPlan("ps", _broker) { Scopes = new TopicScopes { Protected = ["secret"] } }]);

    [Fact]
    public async Task Publish_HasNoBody_AndContinuesTheTrace()
    {
        var exchange = await ServeAsync("ps/orders", "{\"a\":1}", ("Content-Type", "application/json"), ("traceparent", Parent), ("tracestate", "v=1"));

        Assert.Equal((204, ""), (exchange.StatusCode, exchange.Text()));
        var trace = exchange.Response.Headers["traceparent"].ToString();
        Assert.Equal((Parent[..36], "v=1"), (trace[..36], exchange.Response.Headers["tracestate"].ToString()));
        var made = JsonElement.Parse(Assert.Single(_broker.Published).Data.Span);
        Assert.Equal((trace, trace, "v=1", "{\"a\":1}"), (Text(made, "traceid"), Text(made, "traceparent"), Text(made, "tracestate"), made.GetProperty("data").GetRawText()));
    }

    [Fact]
    public async Task Metadata_ReachesTheBroker_AndTheHeadersDoNot() // hardening B04
    {
        await ServeAsync("ps/orders?metadata.x=1&metadata.rawPayload=false&y=2", "hi", ("dapr-api-token", "canary"), ("authorization", "canary"));

        var message = Assert.Single(_broker.Published);
        Assert.Equal("rawPayload=false x=1", string.Join(' ', message.Metadata!.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key}={pair.Value}")));
        Assert.DoesNotContain("canary", FakeBroker.TextOf(message), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RawBody_GoesAsItIs_AndItsMetadataHasNoTrace()
    {
        await ServeAsync("ps/orders?metadata.rawPayload=1", "hi", ("traceparent", Parent));

        var message = Assert.Single(_broker.Published);
        Assert.Equal("hi", FakeBroker.TextOf(message));
        Assert.Equal(["rawPayload"], message.Metadata!.Keys);
    }

    // Each row of the table: status, errorCode, reason, message, whether the resource is named, what else is told.
    [Theory]
    [InlineData("none/t?metadata.a=1", "", 404, "ERR_PUBSUB_NOT_FOUND", "DAPR_PUBSUB_NOT_FOUND", "pubsub none is not found", false, "a=1")]
    [InlineData("/t?metadata.a=1", "", 404, "ERR_PUBSUB_EMPTY", "DAPR_PUBSUB_NAME_EMPTY", "pubsub name is empty", true, "a=1")]
    [InlineData("ps/?metadata.a=1", "", 404, "ERR_TOPIC_NAME_EMPTY", "DAPR_PUBSUB_TOPIC_NAME_EMPTY", "topic is empty in pubsub ps", true, "a=1")]
    [InlineData("ps/t?metadata.rawPayload=x", "", 400, "ERR_PUBSUB_REQUEST_METADATA", "DAPR_PUBSUB_METADATA_DESERIALIZATION", "failed deserializing metadata. Error: rawPayload value must be a valid boolean: actual is 'x'", true, "rawPayload=x")]
    [InlineData("ps/t", "[]", 500, "ERR_PUBSUB_CLOUD_EVENTS_SER", "DAPR_PUBSUB_CLOUD_EVENT_CREATION", "cannot create cloudevent", true, "appID=orders error=it is not a JSON object")]
    [InlineData("ps/secret", "{}", 403, "ERR_PUBSUB_FORBIDDEN", "DAPR_PUBSUB_FORBIDDEN", "topic secret is not allowed for app id orders", true, "error=topic secret is not allowed for app id orders topic=secret")]
    [InlineData("ps/full", "{}", 500, "ERR_PUBSUB_PUBLISH_MESSAGE", "DAPR_PUBSUB_PUBLISH_MESSAGE", "error when publishing to topic full in pubsub ps: no room", true, "error=no room topic=full")]
    [InlineData("bulk/ps/t", "{}", 400, "ERR_PUBSUB_EVENTS_SER", "DAPR_PUBSUB_UNMARSHAL_EVENTS", "error when unmarshaling the request for topic t pubsub ps: the body is not a JSON array of entries", true, "appID=orders")]
    [InlineData("bulk/ps/t", """[{"event":"x","contentType":"text/plain"}]""", 400, "ERR_PUBSUB_EVENTS_SER", "DAPR_PUBSUB_MARSHAL_EVENTS", "error marshaling events to bytes for topic t pubsub ps. error: entryId is duplicated or not present for entry", true, "appID=orders error=entryId is duplicated or not present for entry")]
    [InlineData("bulk/ps/t", """[{"entryId":"1","event":5,"contentType":"text/plain"}]""", 400, "ERR_PUBSUB_EVENTS_SER", "DAPR_PUBSUB_MARSHAL_ENVELOPE", "error when marshalling cloud event envelope for topic t pubsub ps: the event of entry \"1\" does not fit its contentType \"text/plain\"", true, "appID=orders error=the event of entry \"1\" does not fit its contentType \"text/plain\"")]
    [InlineData("bulk/none/t?metadata.a=1", "[]", 404, "ERR_PUBSUB_NOT_FOUND", "DAPR_PUBSUB_NOT_FOUND", "pubsub none is not found", false, "a=1")]
    [InlineData("bulk/ps/secret", "[]", 403, "ERR_PUBSUB_FORBIDDEN", "DAPR_PUBSUB_FORBIDDEN", "topic secret is not allowed for app id orders", true, "error=topic secret is not allowed for app id orders topic=secret")]
    public async Task Fault_HasItsRowOfTheTable(string target, string body, int status, string code, string reason, string message, bool hasResource, string facts)
    {
        _broker.OnPublish = (_, _) => throw new ComponentException(ComponentFault.Throttled, "no room");

        var exchange = await ServeAsync(target, body, ("Content-Type", "application/cloudevents+json"));

        var error = JsonElement.Parse(exchange.Text());
        Assert.Equal((status, "application/json"), (exchange.StatusCode, exchange.Response.ContentType));
        Assert.Equal((code, message), (Text(error, "errorCode"), Text(error, "message")));
        var details = error.GetProperty("details").EnumerateArray().ToList();
        Assert.Equal(hasResource ? 2 : 1, details.Count);
        if (hasResource)
        {
            var pubsub = code == "ERR_PUBSUB_EMPTY" ? "" : "ps";
            Assert.Equal(
                $"@type=type.googleapis.com/google.rpc.ResourceInfo resource_type=pubsub resource_name={pubsub} owner= description={message}",
                string.Join(' ', details[0].EnumerateObject().Select(field => $"{field.Name}={field.Value}")));
        }

        Assert.Equal(("type.googleapis.com/google.rpc.ErrorInfo", reason, "dapr.io"), (Text(details[^1], "@type"), Text(details[^1], "reason"), Text(details[^1], "domain")));
        Assert.Equal(facts, string.Join(' ', details[^1].GetProperty("metadata").EnumerateObject().OrderBy(field => field.Name).Select(field => $"{field.Name}={field.Value}")));
        Assert.Empty(_broker.Published);
    }

    [Fact]
    public async Task Entries_AreRead_InAnyCase()
    {
        const string body = """
            [{"entryID":"1","event":"aGk=","contentType":"application/octet-stream"},
             {"ENTRYID":"2","Event":"hi","CONTENTTYPE":"text/plain","metadata":{"a":"own","c":"3"}},
             {"entryId":"3","event":{"x": [1.0]},"contentType":"application/json","metadata":null},
             {"entryId":"4","event":{"id":"e"},"contentType":"application/cloudevents+json","metadata":{}}]
            """;

        var exchange = await ServeAsync("bulk/ps/orders?metadata.a=request&metadata.b=2", body);

        Assert.Equal((204, ""), (exchange.StatusCode, exchange.Text()));
        var made = _broker.Published.Select(message => JsonElement.Parse(message.Data.Span)).ToList();
        Assert.Equal(("aGk=", "hi", "{\"x\": [1.0]}", "e"), (Text(made[0], "data_base64"), Text(made[1], "data"), made[2].GetProperty("data").GetRawText(), Text(made[3], "id")));
        Assert.Equal(4, made.Select(item => Text(item, "traceid")).Distinct().Count());
        Assert.Single(made.Select(item => Text(item, "traceid")![..36]).Distinct());
        Assert.Equal(
            [null, "a=own b=2 c=3", null, "a=request b=2"],
            _broker.Published.Select(message => message.Metadata is null ? null : string.Join(' ', message.Metadata.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key}={pair.Value}"))));
    }

    [Theory]
    [InlineData("""{"entryId":"1","event":"?","contentType":"application/octet-stream"}""")]
    [InlineData("""{"entryId":"1","event":{},"contentType":"application/octet-stream"}""")]
    [InlineData("""{"entryId":"1","event":"x","contentType":"foo/bar"}""")]
    [InlineData("""{"entryId":"1","event":"x"}""")]
    [InlineData("""{"entryId":"1","event":"x","contentType":""}""")]
    [InlineData("""{"entryId":"1","event":"x","contentType":7}""")]
    [InlineData("""{"entryId":7,"event":"x","contentType":"text/plain"}""")]
    [InlineData("""{"entryId":"1","event":"x","contentType":"text/plain","metadata":{"a":1}}""")]
    [InlineData("""{"entryId":"1","event":"x","contentType":"text/plain","metadata":[]}""")]
    [InlineData("""{"entryId":"1","event":"\ud800","contentType":"text/plain"}""")]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("{")]
    public async Task EntryThatIsNone_RefusesAll(string entry)
    {
        foreach (var query in (string[])["", "?metadata.rawPayload=true"])
        {
            var exchange = await ServeAsync($"bulk/ps/orders{query}", $$"""[{"entryId":"0","event":"x","contentType":"text/plain"},{{entry}}]""");

            Assert.Equal((400, "ERR_PUBSUB_EVENTS_SER"), (exchange.StatusCode, Text(JsonElement.Parse(exchange.Text()), "errorCode")));
        }

        Assert.Empty(_broker.Published);
    }

    [Fact]
    public async Task DeepEntry_IsPublished()
    {
        var deep = new string('[', 5000) + new string(']', 5000);

        Assert.Equal(204, (await ServeAsync("bulk/ps/orders", $$"""[{"entryId":"0","event":{{deep}},"contentType":"application/json"}]""")).StatusCode);
    }

    [Fact]
    public async Task RawEntry_IsItsBytes()
    {
        await ServeAsync("bulk/ps/orders?metadata.rawPayload=true", """[{"entryId":"0","event":"aGk=","contentType":"application/octet-stream"}]""");

        Assert.Equal("hi", FakeBroker.TextOf(Assert.Single(_broker.Published)));
    }

    [Fact]
    public async Task EntriesThatFail_AreListed()
    {
        _broker.OnPublish = (message, _) => FakeBroker.TextOf(message).Contains("bad", StringComparison.Ordinal) ? throw new ComponentException(ComponentFault.Unavailable, "no \"room\"\r\n") : Task.CompletedTask;

        var exchange = await ServeAsync("bulk/ps/orders", """[{"entryId":"1","event":"bad","contentType":"text/plain"},{"entryId":"2","event":"good","contentType":"text/plain"}]""");

        Assert.Equal(500, exchange.StatusCode);
        Assert.Equal("""{"failedEntries":[{"entryId":"1","error":"no \"room\"\r\n"}],"errorCode":"ERR_PUBSUB_PUBLISH_MESSAGE"}""", exchange.Text());
        Assert.Single(_broker.Published);
    }

    private async Task<Exchange> ServeAsync(string target, string body, params (string Name, string Value)[] headers)
    {
        var wire = "/v1.0/publish/" + target;
        var query = wire.IndexOf('?', StringComparison.Ordinal) is >= 0 and var at ? wire[at..] : "";
        var bare = wire[..(wire.Length - query.Length)];
        Assert.True(PublishPath.TryRead(bare, out var path, out _));
        var endpoint = new PublishEndpoint(_messages.Publisher);
        return await new Exchange("POST", wire, body, headers).ServedByAsync(
            http => PublishPath.IsBulk(bare) ? endpoint.PublishBulkAsync(http, path, query) : endpoint.PublishAsync(http, path, query));
    }

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}
