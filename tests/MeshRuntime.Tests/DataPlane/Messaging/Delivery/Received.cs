using System.Text;
using MeshRuntime.Abstractions.PubSub;
using MeshRuntime.DataPlane.Messaging.Delivery;
using MeshRuntime.DataPlane.Snapshots;
using MeshRuntime.Tests.Kit;

namespace MeshRuntime.Tests.DataPlane.Messaging.Delivery;

/// <summary>Received messages, read as events.</summary>
internal static class Received
{
    public static TopicEvent Event(string json, params (string Name, string Value)[] metadata) => Event(Brokers.Orders(), Message(json, metadata));

    public static TopicEvent Raw(string data) => Event(
        Brokers.Orders() with { Metadata = new Dictionary<string, string> { ["rawPayload"] = "true" } }, Message(data));

    public static TopicEvent Event(SubscriptionPlan plan, PubSubMessage message)
    {
        Assert.True(Reader(plan).TryRead(message, out var read, out var problem), problem);
        return read with { Path = "/orders" };
    }

    public static EventReader Reader(SubscriptionPlan plan, string prefix = "") => new(plan, new PubSubPlan("pubsub", new FakeBroker()) { TopicPrefix = prefix });

    public static PubSubMessage Message(string data, params (string Name, string Value)[] metadata) =>
        new("orders", Encoding.UTF8.GetBytes(data)) { Metadata = metadata.ToDictionary(pair => pair.Name, pair => pair.Value) };

    public static EventBatch Batch(params TopicEvent[] events) => new(
        "pubsub", "orders", "/orders", [.. events.Select((read, i) => new BatchEntry($"{i}", read, read.Raw is null ? "application/cloudevents+json" : "application/octet-stream"))]);
}
