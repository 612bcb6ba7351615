using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using MeshRuntime.Abstractions.PubSub;
using MeshRuntime.DataPlane.Messaging.Delivery;
using MeshRuntime.DataPlane.Messaging.Events;
using MeshRuntime.DataPlane.Snapshots;
using MeshRuntime.DataPlane.Telemetry;
using MeshRuntime.Protocol.Protos.Runtime;
using MeshRuntime.Tests.Kit;

namespace MeshRuntime.Tests.DataPlane.Messaging.Events;

public sealed class CloudEventWriterTests
{
    private const string Parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private static readonly EventSource Source = new(
        "shop", "pubsub", "orders", new TraceContext(Parent, "v=1"), new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.FromHours(2)), Expires: null);

    [Fact]
    public void Wrapped_HasEveryAttribute_AndNoOther()
    {
        var made = Wrap("text/plain; charset=utf-8", "hello");

        Assert.True(Guid.TryParse(Text(made, "id"), out _));
        Assert.Equal(
            "source=shop specversion=1.0 type=com.dapr.event.sent datacontenttype=text/plain; charset=utf-8 topic=orders pubsubname=pubsub "
            + $"time=2026-01-02T03:04:05+02:00 traceid={Parent} traceparent={Parent} tracestate=v=1 data=hello",
            string.Join(' ', made.EnumerateObject().Where(field => field.Name != "id").Select(field => $"{field.Name}={field.Value}")));
    }

    [Theory]
    [InlineData("application/json", "{\"a\": 12345678901234567890.10}", "data", "{\"a\": 12345678901234567890.10}")] // the digits stay
    [InlineData("application/json", " 1 2", "data", "1")] // the first value alone
    [InlineData("application/json", "{\"a\":", "data", "\"{\\u0022a\\u0022:\"")]
    [InlineData("application/json", "", "data", "\"\"")]
    [InlineData("application/json", "null", "data", "null")]
    [InlineData("application/vnd.x+json", "{}", "data", "\"{}\"")]
    [InlineData("text/plain", "<a>&\"", "data", "\"\\u003Ca\\u003E\\u0026\\u0022\"")]
    [InlineData("foo/bar", "x", "data", "\"x\"")]
    [InlineData("application/octet-stream", "abc", "data_base64", "\"YWJj\"")]
    [InlineData("application/cloudevents+protobuf", "abc", "data_base64", "\"YWJj\"")]
    public void Data_FollowsTheContentType(string type, string data, string name, string json)
    {
        var made = Wrap(type, data);

        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(json), made.GetProperty(name)), made.GetRawText());
        Assert.False(made.TryGetProperty(name == "data" ? "data_base64" : "data", out _));
        Assert.Equal(type, Text(made, "datacontenttype"));
    }

    [Fact]
    public void Digits_StayAsTheyAre() => Assert.Equal("1.10e5", Wrap("application/json", "1.10e5").GetProperty("data").GetRawText());

    [Fact]
    public void JsonWithBytesThatAreNoUtf8_IsStillJson() =>
        Assert.Equal("x\ufffd", JsonElement.Parse(Wrap(Source, "application/json", Encoding.Latin1.GetBytes("{\"a\":\"x\u00ff\"}")).Span).GetProperty("data").GetProperty("a").GetString());

    [Fact]
    public void NoContentType_IsPlainText() => Assert.Equal("text/plain", Text(Wrap("", "x"), "datacontenttype"));

    [Fact]
    public void Overrides_AreTaken_InAnyCase_AndOnlyThoseThereAre()
    {
        var made = Wrap("text/plain", "x", ("cloudevent.id", "7"), ("CloudEvent.Source", "else"), ("cloudevent.type", "t"), ("cloudevent.subject", "s"), ("cloudevent.tracestate", "w=2"),
            ("cloudevent.topic", "no"), ("cloudevent.time", "no"), ("cloudevent.specversion", "no"), ("cloudevent.datacontenttype", "no"), ("cloudevent.more", "no"));

        Assert.Equal(("7", "else", "t", "s", "w=2"), (Text(made, "id"), Text(made, "source"), Text(made, "type"), Text(made, "subject"), Text(made, "tracestate")));
        Assert.DoesNotContain("\"no\"", made.GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("p", "i", "p")]
    [InlineData("", "i", "i")]
    [InlineData("", "", Parent)]
    public void Trace_IsTheParentThatWasGiven_ElseTheId_ElseOurs(string parent, string id, string wanted)
    {
        var made = Wrap("text/plain", "x", ("cloudevent.traceparent", parent), ("cloudevent.traceid", id));

        Assert.Equal((wanted, wanted), (Text(made, "traceid"), Text(made, "traceparent")));
    }

    [Fact]
    public void ControlCharactersInAttributes_AreEscaped() // hardening C09
    {
        var bytes = CloudEventWriter.Wrap(Source, "text/plain", default, new Dictionary<string, string> { ["cloudevent.id"] = "a\r\nb\0\"\ud800" });

        Assert.Equal(-1, bytes.Span.IndexOfAnyInRange((byte)0, (byte)31));
        Assert.Equal("a\r\nb\0\"\ufffd", Text(JsonElement.Parse(bytes.Span), "id"));
    }

    [Fact]
    public void SourceOfANamelessApp_IsDapr() => Assert.Equal("Dapr", Text(JsonElement.Parse(Wrap(Source with { AppId = "" }, "", default).Span), "source"));

    [Fact]
    public void Expiration_IsInUtc() => Assert.Equal(
        "2026-01-02T01:04:10Z", Text(JsonElement.Parse(Wrap(Source with { Expires = Source.Now + TimeSpan.FromSeconds(5) }, "", default).Span), "expiration"));

    [Fact]
    public void WrittenEvent_KeepsWhatIsThere_AndGetsWhatIsMissing()
    {
        var made = Complete("""{"id":5,"more":{"a":1.50},"source":null,"topic":"other","pubsubname":"other","traceparent":"theirs","data":"x"}""");

        Assert.Equal(
            $$"""{"id":5,"more":{"a":1.50},"data":"x","topic":"orders","pubsubname":"pubsub","source":"Dapr","type":"com.dapr.event.sent","specversion":"1.0","time":"2026-01-02T03:04:05+02:00","traceid":"{{Parent}}","traceparent":"{{Parent}}","tracestate":"v=1"}""",
            made.GetRawText());
    }

    [Fact]
    public void WholeEvent_KeepsItsOwn()
    {
        const string rest = """ "source":"s","type":"t","specversion":"0.3","time":null,"traceid":7,"traceparent":"p","tracestate":"","id":"1" """;

        Assert.Equal($$"""{{{rest.Replace(" ", "", StringComparison.Ordinal)}},"topic":"orders","pubsubname":"pubsub"}""", Complete($"{{{rest}}}").GetRawText());
    }

    [Fact]
    public void WrittenEvent_GetsTheNewExpiration()
    {
        Assert.True(JsonFields.TryParse("""{"expiration":"2000-01-01T00:00:00Z"}"""u8.ToArray(), out var written, out _));

        var made = CloudEventWriter.Complete(Source with { Expires = DateTimeOffset.UnixEpoch }, written, 100);

        Assert.Equal("1970-01-01T00:00:00Z", Text(JsonElement.Parse(made.Span), "expiration"));
    }

    [Fact]
    public void AnyBytesOfAnyType_ComeBack() => Prop.ForAll(
        Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf().ToArbitrary(),
        Gen.Elements("", "application/octet-stream", "text/plain", "application/json", "foo/bar", "x\"y", "application/cloudevents+protobuf; a=b").ToArbitrary(),
        (bytes, type) =>
        {
            var wire = CloudEventWriter.Wrap(Source, type, bytes, new Dictionary<string, string> { ["cloudevent.subject"] = type });
            var reader = new EventReader(Brokers.Orders(), new PubSubPlan("pubsub", new FakeBroker()));
            Assert.True(reader.TryRead(new PubSubMessage("orders", wire), out var read, out _));

            // What a gRPC app gets, but for types whose data does not travel to one.
            var message = EventMessage.Of(read, out var problem);
            var text = Encoding.UTF8.GetString(bytes);
            Assert.Equal(type.Length > 0 ? type : "text/plain", message.DataContentType);
            switch (MediaType.ClassOf(message.DataContentType))
            {
                case ContentClass.Binary: Assert.Equal(bytes, message.Data.ToByteArray()); break;
                case ContentClass.Text: Assert.Equal(text, message.Data.ToStringUtf8()); break;
                case ContentClass.Json: AssertIsJsonOf(bytes, text, message); break;
                default: Assert.Equal(text, read.Fields.Text("data")); break;
            }

            Assert.Null(problem);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    private static void AssertIsJsonOf(byte[] bytes, string text, TopicEventRequest message)
    {
        var value = JsonElement.Parse(message.Data.Span);
        Assert.True(JsonFields.FirstValue(JsonFields.Valid(bytes).Span) is not null || value.GetString() == text);
    }

    private static JsonElement Wrap(string type, string data, params (string Name, string Value)[] metadata) => JsonElement.Parse(
        CloudEventWriter.Wrap(Source, type, Encoding.UTF8.GetBytes(data), metadata.ToDictionary(pair => pair.Name, pair => pair.Value)).Span);

    private static ReadOnlyMemory<byte> Wrap(EventSource source, string type, ReadOnlyMemory<byte> data) => CloudEventWriter.Wrap(source, type, data, metadata: null);

    private static JsonElement Complete(string written)
    {
        Assert.True(JsonFields.TryParse(Encoding.UTF8.GetBytes(written), out var fields, out _));
        return JsonElement.Parse(CloudEventWriter.Complete(Source, fields, written.Length).Span);
    }

    private static string? Text(JsonElement made, string name) => made.GetProperty(name).GetString();
}
