using System.Text;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using MeshRuntime.Client;
using MeshRuntime.Protocol.Protos.Runtime;
using Status = MeshRuntime.Protocol.Protos.Runtime.TopicEventResponse.Types.TopicEventResponseStatus;

namespace MeshRuntime.SdkTests.PubSub;

/// <summary>What is written and read by hand, beside what the compiler of protobuf makes of the same messages.</summary>
public sealed class SubscribeMessageTests
{
    [Fact]
    public void Initial_IsWritten()
    {
        var topic = new string('ö', 200); // a length of more than one byte
        var bytes = SubscribeMethod.Initial("bus", topic, new SubscribeOptions
        {
            IsRaw = true, DeadLetterTopic = "dead", Metadata = new Dictionary<string, string> { ["a"] = "b", ["empty"] = "" },
        });

        var read = SubscribeTopicEventsRequestAlpha1.Parser.ParseFrom(bytes).InitialRequest;

        Assert.Equal(("bus", topic, "dead"), (read.PubsubName, read.Topic, read.DeadLetterTopic));
        Assert.Equal(new Dictionary<string, string> { ["a"] = "b", ["empty"] = "", ["rawPayload"] = "true" }, read.Metadata);
        Assert.False(SubscribeTopicEventsRequestAlpha1.Parser.ParseFrom(SubscribeMethod.Initial("bus", "t", new SubscribeOptions())).InitialRequest.HasDeadLetterTopic);
    }

    [Theory]
    [InlineData(EventOutcome.Success, Status.Success)]
    [InlineData(EventOutcome.Retry, Status.Retry)]
    [InlineData(EventOutcome.Drop, Status.Drop)]
    [InlineData((EventOutcome)9, Status.Retry)]
    public void Answer_IsWritten(EventOutcome outcome, object status)
    {
        var read = SubscribeTopicEventsRequestAlpha1.Parser.ParseFrom(SubscribeMethod.Processed("7", outcome)).EventProcessed;
        Assert.Equal(("7", status), (read.Id, read.Status.Status));
    }

    [Fact]
    public void Event_IsRead()
    {
        var data = Encoding.UTF8.GetBytes(new string('x', 70_000));
        var sent = new SubscribeTopicEventsResponseAlpha1
        {
            EventMessage = new TopicEventRequest
            {
                Id = "7", Source = "shop", Type = "new", SpecVersion = "1.0", DataContentType = "text/plain", Topic = "orders", PubsubName = "bus", Path = "/",
                Data = ByteString.CopyFrom(data),
                Extensions = new Struct
                {
                    Fields =
                    {
                        ["text"] = Value.ForString("ü"), ["number"] = Value.ForNumber(1.5), ["yes"] = Value.ForBool(true), ["no"] = Value.ForBool(false),
                        ["null"] = Value.ForNull(), ["list"] = Value.ForList(Value.ForString("x")),
                    },
                },
            },
        };

        var read = EventReader.Read(sent.ToByteArray())!;

        Assert.Equal(("7", "shop", "new", "text/plain", "orders", "bus"), (read.Id, read.Source, read.Type, read.ContentType, read.Topic, read.PubSub));
        Assert.Equal(data, read.Data.ToArray());
        Assert.Equal(new Dictionary<string, string> { ["text"] = "ü", ["number"] = "1.5", ["yes"] = "true", ["no"] = "false" }, read.Attributes);
    }

    [Fact]
    public void MessageWithoutEvent_IsNone() => Assert.Null(
        EventReader.Read(new SubscribeTopicEventsResponseAlpha1 { InitialResponse = new SubscribeTopicEventsResponseInitialAlpha1() }.ToByteArray()));

    [Theory]
    [InlineData(new byte[] { 0x12 })]
    [InlineData(new byte[] { 0x12, 5, 1 })]
    [InlineData(new byte[] { 0x12, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01 })]
    [InlineData(new byte[] { 0x0B })]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF })]
    public void WhatIsNoMessage_IsRefused(byte[] bytes) => Assert.Throws<InvalidDataException>(() => EventReader.Read(bytes));
}
