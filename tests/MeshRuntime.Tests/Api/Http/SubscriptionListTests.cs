using System.Buffers;
using System.Text;
using System.Text.Json;
using MeshRuntime.Api.Http;
using MeshRuntime.DataPlane.Snapshots;
using MeshRuntime.Tests.Kit;

namespace MeshRuntime.Tests.Api.Http;

public sealed class SubscriptionListTests
{
    [Fact]
    public void None_IsNotWritten() => Assert.Equal("{}", Write());

    [Fact]
    public void Subscription_IsWrittenAsDaprDoes() => Assert.Equal(
        """{"subscriptions":[{"pubsubname":"pubsub","topic":"orders","metadata":{"rawPayload":"true"},"rules":[{"match":"true","path":"/a"},{"path":"/rest"}],"deadLetterTopic":"dead","type":"DECLARATIVE"},{"pubsubname":"pubsub","topic":"orders","deadLetterTopic":"","type":"STREAMING"},{"pubsubname":"pubsub","topic":"orders","rules":[{}],"deadLetterTopic":"","type":"PROGRAMMATIC"}]}""",
        Write(
            Brokers.Orders(("true", "/a"), ("", "/rest")) with { Metadata = new Dictionary<string, string> { ["rawPayload"] = "true" }, DeadLetterTopic = "dead" },
            Brokers.Orders() with { Rules = [], Origin = SubscriptionOrigin.Streaming },
            Brokers.Orders(("", "")) with { Origin = SubscriptionOrigin.Programmatic }));

    private static string Write(params SubscriptionPlan[] plans)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            SubscriptionList.Write(json, plans);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
