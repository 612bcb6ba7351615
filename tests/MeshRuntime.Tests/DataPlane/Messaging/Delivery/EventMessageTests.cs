using System.Text;
using Google.Protobuf;
using MeshRuntime.DataPlane.Messaging.Delivery;
using MeshRuntime.Protocol.Protos.Runtime;

namespace MeshRuntime.Tests.DataPlane.Messaging.Delivery;

public sealed class EventMessageTests
{
    [Fact]
    public void Event_IsItsAttributes_AndEverythingElseIsAnExtension()
    {
        var message = EventMessage.Of(
            Received.Event("""{"id":"1","source":"s","type":"t","specversion":"1.0","datacontenttype":"text/plain","data":"x","time":"now","more":{"a":[1,true,null]}}"""), out var problem);

        Assert.Null(problem);
        Assert.Equal(("1", "s", "t", "1.0", "text/plain"), (message.Id, message.Source, message.Type, message.SpecVersion, message.DataContentType));
        Assert.Equal(("orders", "pubsub", "/orders", "x"), (message.Topic, message.PubsubName, message.Path, message.Data.ToStringUtf8()));
        Assert.Equal(["more", "pubsubname", "time", "topic", "traceid", "traceparent", "tracestate"], message.Extensions.Fields.Keys.Order());
        Assert.Equal(3, message.Extensions.Fields["more"].StructValue.Fields["a"].ListValue.Values.Count);
    }

    [Theory]
    [InlineData("""{"id":7,"source":{},"type":null,"specversion":1.0,"datacontenttype":[]}""")]
    [InlineData("{}")]
    public void AttributeThatIsNoText_IsEmpty(string json)
    {
        var message = EventMessage.Of(Received.Event(json), out _);

        Assert.Equal(("", "", "", "", ""), (message.Id, message.Source, message.Type, message.SpecVersion, message.DataContentType));
    }

    [Fact]
    public void TraceIdThatIsNoText_IsAnExtensionAsItIs() => // hardening F13
        Assert.Equal(7, EventMessage.Of(Received.Event("""{"traceid":7}"""), out _).Extensions.Fields["traceid"].NumberValue);

    [Theory]
    [InlineData("""{"datacontenttype":"text/plain","data":"grüße"}""", "grüße", null)]
    [InlineData("""{"datacontenttype":"text/plain","data":5}""", "", "its data is no string, as its datacontenttype says")]
    [InlineData("""{"datacontenttype":"application/json","data":{"a": 1.0}}""", "{\"a\": 1.0}", null)]
    [InlineData("""{"datacontenttype":"application/cloudevents+json","data":[1]}""", "[1]", null)]
    [InlineData("""{"datacontenttype":"application/vnd.x+json","data":{"a":1}}""", "", null)] // Dapr's own tests hold it to that
    [InlineData("""{"datacontenttype":"foo/bar","data":"x"}""", "", null)]
    [InlineData("""{"data":"x"}""", "", null)]
    [InlineData("""{"datacontenttype":"text/plain"}""", "", null)]
    [InlineData("""{"datacontenttype":"text/plain","data_base64":"aGk=","data":"x"}""", "hi", null)]
    [InlineData("""{"data_base64":"?"}""", "", "its data_base64 is not base64")]
    [InlineData("""{"data_base64":7}""", "", "its data_base64 is not base64")]
    public void Data_FollowsTheContentType(string json, string data, string? problem)
    {
        Assert.Equal(data, EventMessage.Of(Received.Event(json), out var why).Data.ToStringUtf8());
        Assert.Equal(problem, why);
    }

    [Fact]
    public void InABatch_Base64IsNotDecoded() => Assert.Empty(EventMessage.InBatch(Received.Event("""{"data_base64":"aGk="}"""), out _).Data);

    [Fact]
    public void HalfOfASurrogatePair_StaysAsItIsWritten()
    {
        var message = EventMessage.Of(Received.Event("""{"more":{"a\ud800":"x\ud800"},"bad\udc00":"\udc00"}"""), out _);

        Assert.Equal("""x\ud800""", message.Extensions.Fields["more"].StructValue.Fields["""a\ud800"""].StringValue);
        Assert.Equal("""\udc00""", message.Extensions.Fields["""bad\udc00"""].StringValue);
    }

    [Theory]
    [InlineData("{\"a\":", "}")]
    [InlineData("[", "]")]
    public void DeepExtension_CanBeReadByEveryone(string open, string close) // a reader of protobuf gives up at a hundred messages in each other
    {
        var deep = new StringBuilder().Insert(0, open, 5000).Append('1').Insert(0, "{\"more\":").Append(string.Concat(Enumerable.Repeat(close, 5000))).Append('}').ToString();
        var read = Received.Event(deep);

        var single = TopicEventRequest.Parser.ParseFrom(EventMessage.Of(read, out _).ToByteArray());
        var batch = new TopicEventBulkRequest { Entries = { new TopicEventBulkRequestEntry { CloudEvent = EventMessage.InBatch(read, out _) } } };

        Assert.Equal(single.Extensions, TopicEventBulkRequest.Parser.ParseFrom(batch.ToByteArray()).Entries[0].CloudEvent.Extensions);
    }
}
