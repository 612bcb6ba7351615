using System.Text.Json;
using Google.Protobuf;
using MeshRuntime.Abstractions.Components;
using MeshRuntime.DataPlane.Snapshots;
using MeshRuntime.Protocol.Grpc;
using MeshRuntime.Protocol.Protos.Rpc;
using MeshRuntime.Protocol.Protos.Runtime;
using MeshRuntime.Tests.Kit;
using MeshRuntime.Tests.Protocol.Grpc;

namespace MeshRuntime.Tests.Api.Grpc;

public sealed class PublishServiceTests : IDisposable
{
    private const string Parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private readonly FakeBroker _broker = new();
    private readonly GrpcPort _port = new();

    public PublishServiceTests() => _port.Snapshots.With([new PubSubPlan("ps", _broker) { Scopes = new TopicScopes { Protected = ["secret"] } }]);

    public void Dispose() => _port.Dispose();

    [Fact]
    public async Task Event_IsPublished()
    {
        var exchange = await PublishAsync("ps", "orders", "{}", "application/json", ("traceparent", Parent));

        Assert.Equal(GrpcCode.Ok, exchange.Code);
        var message = Assert.Single(_broker.Published);
        Assert.Null(message.Metadata);
        Assert.StartsWith(Parent[..36], JsonElement.Parse(message.Data.Span).GetProperty("traceid").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RawData_CarriesItsTraceInTheMetadata()
    {
        await _port.CallAsync(GrpcPort.Dapr + "PublishEvent", new PublishEventRequest { PubsubName = "ps", Topic = "orders", Data = ByteString.CopyFromUtf8("hi"), Metadata = { ["rawPayload"] = "true" } }, ("traceparent", Parent));

        var message = Assert.Single(_broker.Published);
        Assert.Equal("hi", FakeBroker.TextOf(message));
        Assert.Equal(["rawPayload", "traceid", "tracestate"], message.Metadata!.Keys.Order());
        Assert.StartsWith(Parent[..36], message.Metadata["traceid"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("none", "t", "", GrpcCode.InvalidArgument, "DAPR_PUBSUB_NOT_FOUND", "pubsub none is not found", false, "")]
    [InlineData("", "t", "", GrpcCode.InvalidArgument, "DAPR_PUBSUB_NAME_EMPTY", "pubsub name is empty", true, "a=1")]
    [InlineData("ps", "", "", GrpcCode.InvalidArgument, "DAPR_PUBSUB_TOPIC_NAME_EMPTY", "topic is empty in pubsub ps", true, "a=1")]
    [InlineData("ps", "t", "[]", GrpcCode.InvalidArgument, "DAPR_PUBSUB_CLOUD_EVENT_CREATION", "cannot create cloudevent", true, "appID=orders error=it is not a JSON object")]
    [InlineData("ps", "secret", "{}", GrpcCode.PermissionDenied, "DAPR_PUBSUB_FORBIDDEN", "topic secret is not allowed for app id orders", true, "error=topic secret is not allowed for app id orders topic=secret")]
    [InlineData("ps", "full", "{}", GrpcCode.Internal, "DAPR_PUBSUB_PUBLISH_MESSAGE", "error when publishing to topic full in pubsub ps: no room", true, "error=no room topic=full")]
    public async Task Fault_HasItsRowOfTheTable(string pubsub, string topic, string data, GrpcCode code, string reason, string message, bool hasResource, string facts)
    {
        _broker.OnPublish = (_, _) => throw new ComponentException(ComponentFault.Throttled, "no room");

        var exchange = await _port.CallAsync(
            GrpcPort.Dapr + "PublishEvent",
            new PublishEventRequest { PubsubName = pubsub, Topic = topic, Data = ByteString.CopyFromUtf8(data), DataContentType = "application/cloudevents+json", Metadata = { ["a"] = "1" } });

        AssertFault(exchange, code, message, hasResource ? pubsub : null, reason, facts);
    }

    [Fact]
    public async Task BadRawPayload_IsInvalid()
    {
        var exchange = await _port.CallAsync(GrpcPort.Dapr + "PublishEvent", new PublishEventRequest { PubsubName = "ps", Topic = "t", Metadata = { ["rawPayload"] = "x" } });

        AssertFault(
            exchange, GrpcCode.InvalidArgument, "failed deserializing metadata. Error: rawPayload value must be a valid boolean: actual is 'x'", "ps", "DAPR_PUBSUB_METADATA_DESERIALIZATION", "rawPayload=x");
    }

    [Theory]
    [InlineData("BulkPublishEvent")]
    [InlineData("BulkPublishEventAlpha1")]
    public async Task Entries_ArePublished_UnderBothNames(string method)
    {
        var exchange = await BulkAsync(method, "ps", Entry("1", "a"), Entry("2", "b", ("x", "own"), ("y", "2")));

        Assert.Equal(GrpcCode.Ok, exchange.Code);
        Assert.Equal([null, "x=own y=2 z=request"], _broker.Published.Select(message => message.Metadata is null ? null : string.Join(' ', message.Metadata.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key}={pair.Value}"))));
        Assert.Equal(2, _broker.Published.Select(message => JsonElement.Parse(message.Data.Span).GetProperty("traceid").GetString()).Distinct().Count());
    }

    [Fact]
    public async Task EntryThatFails_FailsTheCall()
    {
        _broker.OnPublish = (message, _) => FakeBroker.TextOf(message).Contains("bad", StringComparison.Ordinal) ? throw new ComponentException(ComponentFault.Unavailable, "down") : Task.CompletedTask;

        var exchange = await BulkAsync("BulkPublishEvent", "ps", Entry("1", "good"), Entry("2", "bad"));

        Assert.Equal((GrpcCode.Internal, "error when publishing to topic orders in pubsub ps: 1 of 2 entries were not published, first 2: down"), (exchange.Code, exchange.Message));
        Assert.Single(_broker.Published);
    }

    [Fact]
    public async Task EntriesOfOneId_AreInvalid() =>
        AssertFault(
            await BulkAsync("BulkPublishEvent", "ps", Entry("1", "a"), Entry("1", "b")),
            GrpcCode.InvalidArgument,
            "error marshaling events to bytes for topic orders pubsub ps. error: entryId is duplicated or not present for entry",
            "ps",
            "DAPR_PUBSUB_MARSHAL_EVENTS",
            "appID=orders error=entryId is duplicated or not present for entry");

    [Fact]
    public async Task EntriesForNobody_AreInvalid() =>
        AssertFault(await BulkAsync("BulkPublishEvent", "none", Entry("1", "a")), GrpcCode.InvalidArgument, "pubsub none is not found", null, "DAPR_PUBSUB_NOT_FOUND", "");

    private Task<ServerExchange> PublishAsync(string pubsub, string topic, string data, string type, params (string Name, string Value)[] headers) => _port.CallAsync(
        GrpcPort.Dapr + "PublishEvent", new PublishEventRequest { PubsubName = pubsub, Topic = topic, Data = ByteString.CopyFromUtf8(data), DataContentType = type }, headers);

    private Task<ServerExchange> BulkAsync(string method, string pubsub, params BulkPublishRequestEntry[] entries) =>
        _port.CallAsync(GrpcPort.Dapr + method, new BulkPublishRequest { PubsubName = pubsub, Topic = "orders", Entries = { entries }, Metadata = { ["x"] = "request", ["z"] = "request" } });

    private static BulkPublishRequestEntry Entry(string id, string data, params (string Name, string Value)[] metadata)
    {
        var entry = new BulkPublishRequestEntry { EntryId = id, Event = ByteString.CopyFromUtf8(data), ContentType = "text/plain" };
        Array.ForEach(metadata, pair => entry.Metadata.Add(pair.Name, pair.Value));
        return entry;
    }

    private static void AssertFault(ServerExchange exchange, GrpcCode code, string message, string? resource, string reason, string facts)
    {
        Assert.Equal((code, message), (exchange.Code, exchange.Message));
        var text = (exchange.IsTrailersOnly ? exchange.Headers : exchange.Trailers)["grpc-status-details-bin"].ToString();
        var status = Status.Parser.ParseFrom(Convert.FromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '=')));
        Assert.Equal(((int)code, message, resource is null ? 1 : 2), (status.Code, status.Message, status.Details.Count));
        if (resource is not null)
        {
            Assert.Equal(new ResourceInfo { ResourceType = "pubsub", ResourceName = resource, Description = message }, status.Details[0].Unpack<ResourceInfo>());
        }

        var info = status.Details[^1].Unpack<ErrorInfo>();
        Assert.Equal((reason, "dapr.io", facts), (info.Reason, info.Domain, string.Join(' ', info.Metadata.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key}={pair.Value}"))));
    }
}
