using MeshRuntime.DataPlane.Messaging.Delivery;
using MeshRuntime.Protocol.Grpc;
using MeshRuntime.Protocol.Protos.Runtime;
using MeshRuntime.Tests.Kit;
using EventCase = MeshRuntime.Protocol.Protos.Runtime.TopicEventBulkRequestEntry.EventOneofCase;
using Status = MeshRuntime.Protocol.Protos.Runtime.TopicEventResponse.Types.TopicEventResponseStatus;

namespace MeshRuntime.Tests.DataPlane.Messaging.Delivery;

public sealed class GrpcEventsTests : IDisposable
{
    private const string Parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private readonly FakeGrpcApp _app = new();

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task Event_IsACall_WithItsMetadata()
    {
        Answer(Status.Success);

        await SendAsync(Received.Event($$"""{"id":"1","traceparent":"{{Parent}}"}""", ("Foo", "bar"), ("x-n", "grüße")));

        var (method, message, metadata) = Assert.Single(_app.Calls);
        Assert.Equal(("/dapr.proto.runtime.v1.AppCallback/OnTopicEvent", "1"), (method, TopicEventRequest.Parser.ParseFrom(message).Id));
        Assert.Equal(("bar", "app-secret", Parent[..36]), (metadata["foo"], metadata["dapr-api-token"], metadata["traceparent"][..36]));
        Assert.Equal("pubsub", metadata["pubsubname"]); // Dapr's SDKs read it
        Assert.DoesNotContain("x-n", metadata.Keys); // metadata is ASCII
    }

    [Theory]
    [InlineData("dapr-api-token")] // hardening B04, B05
    [InlineData("DAPR_API_TOKEN")]
    [InlineData("dapr-caller-app-id")]
    [InlineData("content-type")]
    [InlineData("content-length")]
    [InlineData("grpc-timeout")]
    [InlineData("grpc-encoding")]
    [InlineData("traceparent")]
    [InlineData("x-bin")]
    [InlineData("te")]
    [InlineData("bad name")]
    [InlineData("")]
    public async Task NameThatIsNotThePublishers_IsDropped(string name)
    {
        Answer(Status.Success);

        await SendAsync(Received.Event("{}", (name, "canary"), ("x", "canary\r\n"), ("kept", "1")));

        var metadata = Assert.Single(_app.Calls).Metadata;
        Assert.DoesNotContain("canary", string.Join(' ', metadata.Values), StringComparison.Ordinal);
        Assert.Equal(("1", "app-secret"), (metadata["kept"], metadata["dapr-api-token"]));
    }

    [Theory]
    [InlineData(Status.Success, EventVerdict.Success)]
    [InlineData(Status.Retry, EventVerdict.Retry)]
    [InlineData(Status.Drop, EventVerdict.Drop)]
    [InlineData((Status)7, EventVerdict.Retry)]
    public async Task Answer_IsAVerdict(Status status, EventVerdict wanted)
    {
        Answer(status);

        Assert.Equal(wanted, (await SendAsync(Received.Event("{}"))).Verdict);
    }

    [Theory]
    [InlineData(GrpcCode.Unimplemented, EventVerdict.Unwanted)]
    [InlineData(GrpcCode.NotFound, EventVerdict.Retry)]
    [InlineData(GrpcCode.Unavailable, EventVerdict.Retry)]
    [InlineData(GrpcCode.Internal, EventVerdict.Retry)]
    public async Task StatusOfTheApp_IsAVerdict(GrpcCode code, EventVerdict wanted)
    {
        _app.Status = new GrpcStatus(code, "told so");

        Assert.Equal(wanted, (await SendAsync(Received.Event("{}"))).Verdict);
        Assert.All(await SendAsync(Received.Batch(Received.Event("{}"), Received.Event("{}"))), answer => Assert.Equal(wanted, answer.Verdict));
    }

    [Fact]
    public async Task EventThatIsNoMessage_IsNotSent()
    {
        Assert.Equal(EventVerdict.Retry, (await SendAsync(Received.Event("""{"data_base64":"?"}"""))).Verdict);
        Assert.Empty(_app.Calls);
    }

    [Theory]
    [InlineData(HttpRequestError.ConnectionError, EventVerdict.Unreached)]
    [InlineData(HttpRequestError.ResponseEnded, EventVerdict.BrokenOff)]
    public async Task AppThatIsAway_IsUnreached_AndOneThatGoesAwayBreaksOff(HttpRequestError error, EventVerdict wanted)
    {
        _app.Broken = new HttpRequestException(error, "gone");

        Assert.Equal(wanted, (await SendAsync(Received.Event("{}"))).Verdict);
        Assert.Equal(wanted, Assert.Single(await SendAsync(Received.Batch(Received.Event("{}")))).Verdict);
    }

    [Fact]
    public async Task End_IsAbandoned() =>
        Assert.Equal(EventVerdict.Abandoned, (await Events().SendAsync(Received.Event("{}"), new CancellationToken(canceled: true))).Verdict);

    [Theory]
    [InlineData("OnBulkTopicEvent", 1)]
    [InlineData("OnBulkTopicEventAlpha1", 2)] // all that the JavaScript SDK has
    public async Task Batch_IsOneCall_UnderTheNameThatTheAppHas(string method, int calls)
    {
        _app.Methods[method] = _ => new TopicEventBulkResponse
        {
            Statuses = { new TopicEventBulkResponseEntry { EntryId = "1", Status = Status.Drop }, new TopicEventBulkResponseEntry { EntryId = "9", Status = Status.Success } },
        };

        var answers = await SendAsync(Received.Batch(Received.Event("""{"id":"a"}""", ("foo", "bar")), Received.Raw("hi")));

        Assert.Equal([EventVerdict.Retry, EventVerdict.Drop], answers.Select(answer => answer.Verdict)); // what is not named is wanted again
        Assert.Equal(calls, _app.Calls.Count);
        var request = TopicEventBulkRequest.Parser.ParseFrom(_app.Calls[^1].Message);
        Assert.Equal(("orders", "pubsub", "com.dapr.event.sent.bulk", "/orders"), (request.Topic, request.PubsubName, request.Type, request.Path));
        Assert.Equal((EventCase.CloudEvent, "a", "bar"), (request.Entries[0].EventCase, request.Entries[0].CloudEvent.Id, request.Entries[0].Metadata["foo"]));
        Assert.Equal((EventCase.Bytes, "hi", "application/octet-stream"), (request.Entries[1].EventCase, request.Entries[1].Bytes.ToStringUtf8(), request.Entries[1].ContentType));
        Assert.Equal("app-secret", _app.Calls[^1].Metadata["dapr-api-token"]);
    }

    private void Answer(Status status) => _app.Methods["OnTopicEvent"] = _ => new TopicEventResponse { Status = status };

    private GrpcEvents Events() => new(_app.Channel(), "app-secret");

    private ValueTask<EventAnswer> SendAsync(TopicEvent read) => Events().SendAsync(read, CancellationToken.None);

    private ValueTask<IReadOnlyList<EventAnswer>> SendAsync(EventBatch batch) => Events().SendAsync(batch, CancellationToken.None);
}
