using System.Globalization;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using MeshRuntime.Abstractions.PubSub;
using MeshRuntime.DataPlane.Messaging.Delivery;
using MeshRuntime.DataPlane.Snapshots;
using MeshRuntime.Tests.Kit;

namespace MeshRuntime.Tests.DataPlane.Messaging.Delivery;

public sealed class EventReaderTests
{
    private static readonly SubscriptionPlan RawPlan = Brokers.Orders() with { Metadata = new Dictionary<string, string> { ["rawPayload"] = "true" } };

    [Fact]
    public void Event_IsItsBytes_AndItsMetadata()
    {
        var read = Received.Event("""{"id":"1", "traceparent":"p","tracestate":"s"}""", ("foo", "bar"));

        Assert.Equal(("pubsub", "orders", "1", "p", "s"), (read.PubSub, read.Topic, read.Id, read.TraceParent, read.TraceState));
        Assert.Equal("""{"id":"1", "traceparent":"p","tracestate":"s"}""", Encoding.UTF8.GetString(read.Body.Span));
        Assert.Equal("bar", read.Metadata["foo"]);
        Assert.Null(read.Raw);
    }

    [Theory]
    [InlineData("prod", "prodorders", "orders")]
    [InlineData("prod", "prodprodorders", "prodorders")] // once
    [InlineData("prod", "orders", "orders")]
    [InlineData("", "orders", "orders")]
    public void Prefix_IsCut(string prefix, string topic, string wanted)
    {
        Assert.True(Received.Reader(Brokers.Orders(), prefix).TryRead(Received.Message("{}") with { Topic = topic }, out var read, out _));
        Assert.Equal(wanted, read.Topic);
    }

    [Theory]
    [InlineData("""{"traceparent":"p","traceid":"i"}""", "p")]
    [InlineData("""{"traceid":"i"}""", "i")]
    [InlineData("{}", "m")]
    [InlineData("""{"traceparent":7,"traceid":true}""", "m")] // hardening F13
    [InlineData("""{"traceid":{"a":[]}}""", "m")]
    public void Trace_IsTheEvents_ElseTheBrokers(string json, string wanted) => Assert.Equal(wanted, Received.Event(json, ("traceparent", "m")).TraceParent);

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("[]")]
    [InlineData("{\"id\":")]
    public void WhatIsNoObject_IsNoEvent(string data)
    {
        Assert.False(Received.Reader(Brokers.Orders()).TryRead(Received.Message(data), out _, out var problem));
        Assert.NotEmpty(problem);
    }

    [Fact]
    public void RawPayloadThatIsNoBoolean_IsNoEvent()
    {
        var plan = RawPlan with { Metadata = new Dictionary<string, string> { ["rawPayload"] = "maybe" } };

        Assert.False(Received.Reader(plan).TryRead(Received.Message("{}"), out _, out var problem));
        Assert.Equal("rawPayload value must be a valid boolean: actual is 'maybe'", problem);
    }

    [Fact]
    public void RawMessage_BecomesAnEvent_EvenIfItIsOneAlready()
    {
        var read = Received.Event(RawPlan, Received.Message("""{"id":"1"}""", ("traceid", "i"), ("tracestate", "s"), ("content-type", "application/octet-stream")));

        var made = JsonElement.Parse(read.Body.Span);
        Assert.True(Guid.TryParse(made.GetProperty("id").GetString(), out _));
        Assert.Equal(
            "specversion=1.0 datacontenttype=application/octet-stream source=Dapr type=com.dapr.event.sent topic=orders pubsubname=pubsub traceid=i traceparent=i tracestate=s data_base64=eyJpZCI6IjEifQ==",
            string.Join(' ', made.EnumerateObject().Where(field => field.Name != "id").Select(field => $"{field.Name}={field.Value}")));
        Assert.Equal("""{"id":"1"}""", Encoding.UTF8.GetString(read.Raw!.Value.Span));
    }

    [Fact]
    public void RawMessage_PrefersTheTraceParent_AndNeedsNoTrace()
    {
        Assert.Equal("p", Received.Event(RawPlan, Received.Message("x", ("traceid", "i"), ("traceparent", "p"))).Fields.Text("traceid"));
        Assert.False(Received.Raw("x").Fields.Has("traceid"));
    }

    [Theory]
    [InlineData("application/octet-stream", null)]
    [InlineData("application/octet-stream; x=y", "application/json")] // the broker's own field comes first
    [InlineData(null, "application/octet-stream")]
    public void BinaryMode_HasItsAttributesInTheMetadata(string? type, string? metadataType)
    {
        var message = Received.Message("\u0001{", ("ce_id", "1"), ("CE_Source", "s\r\n"), ("ce_traceparent", "p"), ("id", "no"), ("content-type", metadataType ?? "")) with { ContentType = type };

        var read = Received.Event(Brokers.Orders(), message);

        Assert.Equal(("1", "s\r\n", "p"), (read.Id, read.Fields.Text("source"), read.TraceParent));
        Assert.Equal("\u0001{", Encoding.UTF8.GetString(read.Body.Span));
        Assert.Equal("\u0001{", EventMessage.Of(read, out _).Data.ToStringUtf8()); // Dapr loses it on the way to gRPC apps
    }

    [Theory]
    [InlineData("2025-12-31T23:59:59Z", true)]
    [InlineData("2026-01-01T00:00:00Z", false)] // at the limit
    [InlineData("2026-01-01T00:00:00.000000001+01:00", true)]
    [InlineData("2026-01-01T00:00:00-01:00", false)]
    [InlineData("2025-12-31T23:59:59.123456789Z", true)]
    [InlineData("2025-12-31", false)] // no time of RFC 3339
    [InlineData("2025-12-31T23:59:59", false)]
    [InlineData("2025-12-31 23:59:59Z", false)]
    [InlineData("Dec 31, 2025", false)]
    [InlineData("1:00", false)]
    [InlineData("", false)]
    public void Expiration_IsATimeOfRfc3339(string expiration, bool isExpired) => Assert.Equal(
        isExpired,
        EventReader.IsExpired(Received.Event($$"""{"expiration":"{{expiration}}"}"""), DateTimeOffset.Parse("2026-01-01T00:00:00Z", CultureInfo.InvariantCulture)));

    [Fact]
    public void ExpirationThatIsNoText_MeansNothing() => Assert.False(EventReader.IsExpired(Received.Event("""{"expiration":0}"""), DateTimeOffset.MaxValue));

    [Fact]
    public void RandomBytes_NeverThrow() => Prop.ForAll(
        Gen.OneOf(
            Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf(),
            Gen.Elements("{", "}", "\"id\":", "\"traceid\":", "\"data\":", "\"data_base64\":", "\"datacontenttype\":\"text/plain\",", "7,", "\"\\ud800\",", "\"x\"", "[1]", "\"\\ud800\":1", "1e999")
                .ArrayOf().Select(parts => Encoding.UTF8.GetBytes("{" + string.Concat(parts) + "}"))).ToArbitrary(),
        Gen.Elements("application/json", "application/octet-stream", "", "x").ToArbitrary(),
        (bytes, type) =>
        {
            var message = new PubSubMessage("orders", bytes) { ContentType = type };
            foreach (var plan in (SubscriptionPlan[])[Brokers.Orders(), RawPlan])
            {
                if (Received.Reader(plan).TryRead(message, out var read, out _))
                {
                    _ = (read.Id, read.TraceParent, read.TraceState, EventReader.IsExpired(read, DateTimeOffset.UnixEpoch));
                    _ = EventMessage.Of(read, out _);
                    _ = BatchWriter.Write(Received.Batch(read));
                    _ = new TopicRouter(Brokers.Orders(("event.data == 1 || event.id == 'x'", "/x"))).PathOf(read, out _);
                }
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
}
