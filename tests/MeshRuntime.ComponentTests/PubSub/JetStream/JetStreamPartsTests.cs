using System.Text;
using MeshRuntime.Components.PubSub.JetStream;

namespace MeshRuntime.ComponentTests.PubSub.JetStream;

public sealed class JetStreamPartsTests
{
    [Theory]
    [InlineData("""{"id":"a1"}""", "a1")]
    [InlineData(""" {"data":{"id":"inner"},"id":"outer","x":[1,{"id":"no"}]}""", "outer")]
    [InlineData("""{"id":7}""", null)]
    [InlineData("""{"id":""}""", null)]
    [InlineData("""{"id":"a1"} trailing""", null)]
    [InlineData("""{"id":"a1",""", null)]
    [InlineData("""["id"]""", null)]
    [InlineData("id", null)]
    [InlineData("", null)]
    public void MessageId_IsTheEventsOwn(string data, string? id) => Assert.Equal(id, MessageId.Of(Encoding.UTF8.GetBytes(data)));

    [Theory]
    [InlineData("$JS.ACK.orders.c1.2.17.5.1700000000000000000.0", 2, 17)]
    [InlineData("$JS.ACK.hub.Ab12.orders.c1.3.18.5.1700000000000000000.0.rnd", 3, 18)]
    [InlineData("$JS.ACK.hub.Ab12.orders.c1.3.18.5.1700000000000000000.0", 3, 18)]
    public void AckSubject_IsReadInBothForms(string subject, long deliveries, long sequence) =>
        Assert.Equal(new AckSubject(deliveries, sequence), AckSubject.Parse(subject));

    [Theory]
    [InlineData(null)]
    [InlineData("_INBOX.x")]
    [InlineData("$JS.ACK.orders.c1.x.17.5.1.0")]
    [InlineData("$JS.ACK.orders")]
    public void OtherSubject_IsNoAckSubject(string? subject) => Assert.Null(AckSubject.Parse(subject));

    [Fact]
    public void Floor_IsTheFirstMessageThatIsNotDone()
    {
        var floor = new SequenceFloor();
        floor.Reset(9);
        Assert.Equal(10, floor.Next);

        floor.Open(10);
        floor.Open(11);
        floor.Open(15);
        floor.Close(10);
        floor.Close(15);
        Assert.Equal(11, floor.Next);

        floor.Close(11);
        Assert.Equal(16, floor.Next);
    }

    [Theory]
    [InlineData("orders", "orders")]
    [InlineData("orders.new", "orders_new-")]
    [InlineData("orders_new", "orders_new")]
    [InlineData("größe", "gr__e-")]
    public void StreamName_IsThatOfTheTopicOrMarked(string topic, string name)
    {
        Assert.StartsWith(name, JetStreamStreams.NameOf(topic), StringComparison.Ordinal);
        Assert.Equal(name.Length + (name.EndsWith('-') ? 8 : 0), JetStreamStreams.NameOf(topic).Length);
    }
}
