using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace MeshRuntime.Client;

/// <summary>Writes many events as the sidecar's API has them: <c>[{"entryId","event","contentType","metadata"}]</c>. An entry's id is its place.</summary>
internal static class BulkBody
{
    public static byte[] Write(IReadOnlyList<PublishEntry> entries, Dictionary<string, string> metadata)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartArray();
            for (var i = 0; i < entries.Count; i++)
            {
                Write(json, i, entries[i], metadata);
            }

            json.WriteEndArray();
        }

        return body.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter json, int index, PublishEntry entry, Dictionary<string, string> metadata)
    {
        json.WriteStartObject();
        json.WriteString("entryId", index.ToString(CultureInfo.InvariantCulture));
        json.WriteString("contentType", entry.ContentType);
        json.WritePropertyName("event");
        var kind = entry.ContentType.Split(';')[0];
        if (kind is "application/json" or "application/cloudevents+json")
        {
            json.WriteRawValue(entry.Data.Span);
        }
        else if (kind.StartsWith("text/", StringComparison.Ordinal) || kind == "application/xml")
        {
            json.WriteStringValue(entry.Data.Span);
        }
        else
        {
            json.WriteBase64StringValue(entry.Data.Span);
        }

        // What stands at the request counts for an entry only if it has metadata of its own, and not with every broker.
        json.WriteStartObject("metadata");
        foreach (var (name, value) in metadata)
        {
            if (entry.Metadata?.ContainsKey(name) is not true)
            {
                json.WriteString(name, value);
            }
        }

        foreach (var (name, value) in entry.Metadata ?? new Dictionary<string, string>())
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
