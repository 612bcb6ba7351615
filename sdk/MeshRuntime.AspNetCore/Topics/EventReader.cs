using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MeshRuntime.Client;

namespace MeshRuntime.AspNetCore;

/// <summary>Makes a <see cref="TopicEvent{T}"/> of a CloudEvent in JSON.</summary>
internal sealed class EventReader<T>(JsonTypeInfo<T> type)
{
    /// <exception cref="MeshException">It is no CloudEvent, or its data is not of the type: 400.</exception>
    public TopicEvent<T> Read(JsonElement envelope, IReadOnlyDictionary<string, string> metadata, IServiceProvider services)
    {
        var id = EventText.Of(envelope, "id") ?? "";
        return new TopicEvent<T>
        {
            Data = Data(envelope, id),
            Id = id,
            Source = EventText.Of(envelope, "source") ?? "",
            Type = EventText.Of(envelope, "type") ?? "",
            Topic = EventText.Of(envelope, "topic") ?? "",
            PubSub = EventText.Of(envelope, "pubsubname") ?? "",
            DataContentType = EventText.Of(envelope, "datacontenttype") ?? "",
            Subject = EventText.Of(envelope, "subject"),
            Time = DateTimeOffset.TryParse(EventText.Of(envelope, "time"), CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null,
            Attributes = Further(envelope),
            Metadata = metadata,
            Services = services,
        };
    }

    private T Data(JsonElement envelope, string id)
    {
        try
        {
            // In a bundle a raw message is its bytes, without an envelope.
            var value = envelope.ValueKind == JsonValueKind.String ? Read(Bytes(envelope, id))
                : EventText.Has(envelope, "data_base64", out var bytes) ? Read(Bytes(bytes, id))
                : EventText.Has(envelope, "data", out var data) ? Read(data)
                : throw Bad(id, "it has no data; is it a CloudEvent? app.UseCloudEvents() must stand after app.UseRouting()");
            return value ?? throw Bad(id, "its data is null");
        }
        catch (JsonException mistake)
        {
            throw ErrorAnswer.BadJson($"The data of event {id}", mistake);
        }
    }

    private T? Read(JsonElement data)
    {
        // Text that is asked for stays text; bytes of a text are those of UTF-8; whatever else was published as JSON can be had as its text.
        if (typeof(T) == typeof(string) && data.ValueKind != JsonValueKind.String)
        {
            return (T)(object)data.GetRawText();
        }

        return typeof(T) == typeof(byte[])
            ? (T)(object)Encoding.UTF8.GetBytes(data.ValueKind == JsonValueKind.String ? data.GetString()! : data.GetRawText())
            : data.Deserialize(type);
    }

    private T? Read(byte[] data) =>
        typeof(T) == typeof(byte[]) ? (T)(object)data
        : typeof(T) == typeof(string) ? (T)(object)Encoding.UTF8.GetString(data)
        : JsonSerializer.Deserialize(data, type);

    private static byte[] Bytes(JsonElement text, string id) =>
        EventText.TryGetBytes(text, out var bytes) ? bytes : throw Bad(id, "its data_base64 is no text in base64");

    // The attributes that TopicEvent has names for.
    private static bool IsNamed(string attribute) => attribute is "id" or "source" or "type" or "topic" or "pubsubname" or "datacontenttype" or "subject" or "time"
        or "data" or "data_base64" or "specversion";

    private static Dictionary<string, string> Further(JsonElement envelope)
    {
        var found = new Dictionary<string, string>();
        if (envelope.ValueKind == JsonValueKind.Object)
        {
            foreach (var attribute in envelope.EnumerateObject())
            {
                if (!IsNamed(attribute.Name))
                {
                    found[attribute.Name] = attribute.Value.ToString();
                }
            }
        }

        return found;
    }

    private static MeshException Bad(string id, string why) =>
        new($"Event {id} cannot be read: {why}.") { Status = HttpStatusCode.BadRequest, ErrorCode = ErrorAnswer.Malformed };
}
