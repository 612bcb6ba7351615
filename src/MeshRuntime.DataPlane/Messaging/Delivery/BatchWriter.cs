using System.Buffers;
using System.Text.Json;
using MeshRuntime.DataPlane.Messaging.Events;

namespace MeshRuntime.DataPlane.Messaging.Delivery;

/// <summary>Writes a batch as the JSON that an HTTP app gets.</summary>
internal static class BatchWriter
{
    public static ReadOnlyMemory<byte> Write(EventBatch batch)
    {
        var output = new ArrayBufferWriter<byte>(batch.Entries.Sum(entry => entry.Event.Body.Length + 200) + 300);
        using (var json = new Utf8JsonWriter(output, CloudEventWriter.Options))
        {
            json.WriteStartObject();
            json.WriteString("id", Guid.NewGuid().ToString());
            json.WriteString("type", EventBatch.Type);
            json.WriteString("topic", batch.Topic);
            json.WriteString("pubsubname", batch.PubSub);
            json.WriteStartObject("metadata");
            json.WriteString("pubsubName", batch.PubSub);
            json.WriteEndObject();
            json.WriteStartArray("entries");
            foreach (var entry in batch.Entries)
            {
                WriteEntry(json, entry);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return output.WrittenMemory;
    }

    private static void WriteEntry(Utf8JsonWriter json, BatchEntry entry)
    {
        json.WriteStartObject();
        json.WriteString("entryId", entry.Id);
        if (entry.Event.Raw is { } raw)
        {
            json.WriteBase64String("event", raw.Span);
        }
        else
        {
            json.WritePropertyName("event");
            json.WriteRawValue(entry.Event.Fields.Json.Span, skipInputValidation: true);
        }

        json.WriteStartObject("metadata");
        foreach (var (name, value) in entry.Event.Metadata)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
        json.WriteString("contentType", entry.ContentType);
        json.WriteEndObject();
    }
}
