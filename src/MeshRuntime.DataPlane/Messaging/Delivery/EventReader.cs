using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using MeshRuntime.Abstractions.PubSub;
using MeshRuntime.DataPlane.Messaging.Events;
using MeshRuntime.DataPlane.Snapshots;

namespace MeshRuntime.DataPlane.Messaging.Delivery;

/// <summary>Reads a message as an event: a CloudEvent in JSON, attributes beside the data (binary mode), or raw bytes that become one.</summary>
/// <param name="plan">The subscription that it came for.</param>
/// <param name="pubsub">The broker that it came from.</param>
internal sealed class EventReader(SubscriptionPlan plan, PubSubPlan pubsub)
{
    private const string AttributePrefix = "ce_";
    private const string RawPayload = "rawPayload";

    /// <summary>What a message says of its own media type.</summary>
    public static string ContentTypeOf(PubSubMessage message) =>
        message.ContentType is { Length: > 0 } type ? type : message.Metadata?.GetValueOrDefault("content-type") ?? MediaType.Json;

    /// <summary>Reads a message; false, with the reason, for one that is no event.</summary>
    public bool TryRead(PubSubMessage message, [NotNullWhen(true)] out TopicEvent? read, [NotNullWhen(false)] out string? problem)
    {
        (read, problem) = (null, null);
        var raw = plan.Metadata.GetValueOrDefault(RawPayload);
        if (!GoBool.TryParse(raw, out var isRaw))
        {
            problem = $"rawPayload value must be a valid boolean: actual is '{raw}'";
            return false;
        }

        var topic = WithoutPrefix(message.Topic);
        var isBinary = !isRaw && MediaType.ClassOf(ContentTypeOf(message)) == ContentClass.Binary;
        var attributes = isRaw ? Synthesize(message, topic) : isBinary ? Gather(message) : message.Data;
        if (!JsonFields.TryParse(attributes, out var fields, out problem))
        {
            return false;
        }

        read = new TopicEvent(plan.PubSub, topic, isRaw ? attributes : message.Data)
        {
            Fields = fields,
            Metadata = message.Metadata ?? EmptyMetadata.Instance,
            // Written out: a bare null becomes an empty memory, and every event a raw one.
            Raw = isRaw ? message.Data : (ReadOnlyMemory<byte>?)null,
        };
        return true;
    }

    /// <summary>True when the event's own <c>expiration</c> is past. One that is no time of RFC 3339 means nothing (Dapr).</summary>
    public static bool IsExpired(TopicEvent read, DateTimeOffset now) =>
        read.Fields.Text("expiration") is { } text
        && text is [_, _, _, _, '-', _, _, '-', _, _, 'T', .., 'Z'] or [_, _, _, _, '-', _, _, '-', _, _, 'T', .., '+' or '-', _, _, ':', _, _]
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var expires)
        && expires < now;

    private string WithoutPrefix(string topic) =>
        pubsub.TopicPrefix.Length > 0 && topic.StartsWith(pubsub.TopicPrefix, StringComparison.Ordinal) ? topic[pubsub.TopicPrefix.Length..] : topic;

    private ReadOnlyMemory<byte> Synthesize(PubSubMessage message, string topic)
    {
        var output = new ArrayBufferWriter<byte>((message.Data.Length * 4 / 3) + 400);
        using (var json = new Utf8JsonWriter(output, CloudEventWriter.Options))
        {
            json.WriteStartObject();
            json.WriteString("id", Guid.NewGuid().ToString());
            json.WriteString("specversion", "1.0");
            json.WriteString("datacontenttype", MediaType.Bytes);
            json.WriteString("source", "Dapr");
            json.WriteString("type", "com.dapr.event.sent");
            json.WriteString("topic", topic);
            json.WriteString("pubsubname", plan.PubSub);
            WriteTrace(json, message.Metadata ?? EmptyMetadata.Instance);
            json.WriteBase64String("data_base64", message.Data.Span);
            json.WriteEndObject();
        }

        return output.WrittenMemory;
    }

    private static void WriteTrace(Utf8JsonWriter json, IReadOnlyDictionary<string, string> metadata)
    {
        if ((metadata.GetValueOrDefault("traceparent") ?? metadata.GetValueOrDefault("traceid")) is { } parent)
        {
            json.WriteString("traceid", parent);
            json.WriteString("traceparent", parent);
        }

        if (metadata.GetValueOrDefault("tracestate") is { } state)
        {
            json.WriteString("tracestate", state);
        }
    }

    /// <summary>The attributes of binary mode stand in the metadata, each behind <c>ce_</c>.</summary>
    private static ReadOnlyMemory<byte> Gather(PubSubMessage message)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output, CloudEventWriter.Options))
        {
            json.WriteStartObject();
            foreach (var (name, value) in message.Metadata ?? EmptyMetadata.Instance)
            {
                if (name.StartsWith(AttributePrefix, StringComparison.OrdinalIgnoreCase))
                {
                    json.WriteString(name[AttributePrefix.Length..].ToLowerInvariant(), value);
                }
            }

            // For the forms that have no place for bytes beside the attributes: batches, gRPC.
            json.WriteBase64String("data_base64", message.Data.Span);
            json.WriteEndObject();
        }

        return output.WrittenMemory;
    }
}
