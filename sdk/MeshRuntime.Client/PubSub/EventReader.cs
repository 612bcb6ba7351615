using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace MeshRuntime.Client;

/// <summary>Turns the sidecar's messages into events, and their data into values.</summary>
internal static class EventReader
{
    /// <summary>Null when the message has no event: the sidecar's first says that the subscription stands.</summary>
    /// <exception cref="InvalidDataException">It is no message of the method.</exception>
    public static MeshEvent? Read(byte[] message)
    {
        for (var reader = new ProtoReader(message); reader.Next();)
        {
            if (reader.Field == 2)
            {
                return Event(reader.Bytes);
            }
        }

        return null;
    }

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

    private static MeshEvent Event(ReadOnlyMemory<byte> message)
    {
        string id = "", source = "", type = "", contentType = "", topic = "", pubsub = "";
        var data = ReadOnlyMemory<byte>.Empty;
        Dictionary<string, string> attributes = [];
        for (var reader = new ProtoReader(message); reader.Next();)
        {
            switch (reader.Field)
            {
                case 1: id = reader.Text; break;
                case 2: source = reader.Text; break;
                case 3: type = reader.Text; break;
                case 5: contentType = reader.Text; break;
                case 6: topic = reader.Text; break;
                case 7: data = reader.Bytes; break;
                case 8: pubsub = reader.Text; break;
                case 10: AddAttributes(attributes, reader.Bytes); break;
            }
        }

        return new MeshEvent
        {
            Id = id, Source = source, Type = type, ContentType = contentType, Topic = topic, PubSub = pubsub, Data = data, Attributes = attributes,
        };
    }

    /// <summary>A <c>google.protobuf.Struct</c>: a map of names to values.</summary>
    private static void AddAttributes(Dictionary<string, string> attributes, ReadOnlyMemory<byte> message)
    {
        for (var entries = new ProtoReader(message); entries.Next();)
        {
            string? name = null, value = null;
            for (var entry = new ProtoReader(entries.Bytes); entry.Next();)
            {
                name = entry.Field == 1 ? entry.Text : name;
                value = entry.Field == 2 ? Value(entry.Bytes) : value;
            }

            if (name is not null && value is not null)
            {
                attributes[name] = value;
            }
        }
    }

    /// <summary>A <c>google.protobuf.Value</c> as text; null when it is none that has one.</summary>
    private static string? Value(ReadOnlyMemory<byte> message)
    {
        string? text = null;
        for (var value = new ProtoReader(message); value.Next();)
        {
            text = value.Field switch
            {
                2 => BitConverter.UInt64BitsToDouble(value.Bits).ToString("R", CultureInfo.InvariantCulture),
                3 => value.Text,
                4 => value.Bits == 0 ? "false" : "true",
                _ => null,
            };
        }

        return text;
    }
}
