using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Google.Protobuf.WellKnownTypes;
using MeshRuntime.Protocol.Protos.Runtime;

namespace MeshRuntime.Client;

/// <summary>Turns the sidecar's message into an event.</summary>
internal static class EventReader
{
    public static MeshEvent Read(TopicEventRequest message) => new()
    {
        Id = message.Id,
        Source = message.Source,
        Type = message.Type,
        ContentType = message.DataContentType,
        Topic = message.Topic,
        PubSub = message.PubsubName,
        Data = message.Data.Memory,
        Attributes = Attributes(message.Extensions),
    };

    /// <exception cref="MeshException">The data are no such JSON.</exception>
    public static T? Data<T>(MeshEvent read, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(read.Data.Span, type);
        }
        catch (JsonException e)
        {
            throw new MeshException(
                $"the data of event {read.Id} ({read.ContentType}) of topic {read.Topic} are not the JSON that was expected: {e.Message}", e) { Target = read.Topic };
        }
    }

    private static Dictionary<string, string> Attributes(Struct? extensions)
    {
        Dictionary<string, string> attributes = [];
        if (extensions is null)
        {
            return attributes;
        }

        foreach (var (name, value) in extensions.Fields)
        {
            var text = value.KindCase switch
            {
                Value.KindOneofCase.StringValue => value.StringValue,
                Value.KindOneofCase.NumberValue => value.NumberValue.ToString("R", CultureInfo.InvariantCulture),
                Value.KindOneofCase.BoolValue => value.BoolValue ? "true" : "false",
                _ => null,
            };
            if (text is not null)
            {
                attributes[name] = text;
            }
        }

        return attributes;
    }
}
