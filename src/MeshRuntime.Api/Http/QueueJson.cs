using System.Text.Json;
using System.Text.Unicode;
using MeshRuntime.Abstractions.PubSub;

namespace MeshRuntime.Api.Http;

/// <summary>Writes queues and their messages. What a broker cannot tell is left out.</summary>
internal static class QueueJson
{
    /// <summary>Of a larger message this much is shown, so that an answer has an end: a hundred of these.</summary>
    public const int MaxShownBytes = 64 * 1024;

    public static void Write(Utf8JsonWriter json, IReadOnlyList<QueueStatus> queues)
    {
        json.WriteStartArray("queues");
        foreach (var queue in queues)
        {
            json.WriteStartObject();
            json.WriteString("topic", queue.Topic);
            json.WriteString("group", queue.Group);
            WriteNumber(json, "backlog", queue.Backlog);
            WriteNumber(json, "inFlight", queue.InFlight);
            WriteSeconds(json, "oldestSeconds", queue.OldestAge);
            WriteNumber(json, "deadLetters", queue.DeadLetters);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public static void Write(Utf8JsonWriter json, IReadOnlyList<QueuedMessage> messages)
    {
        json.WriteStartArray("messages");
        foreach (var message in messages)
        {
            json.WriteStartObject();
            json.WriteString("id", message.Id);
            WriteSeconds(json, "ageSeconds", message.Age);
            WriteNumber(json, "deliveries", message.Deliveries);
            if (message.Reason is { } reason)
            {
                json.WriteString("reason", reason);
            }

            WriteData(json, message.Data.Span);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>As text where it is text, else in the way of a CloudEvent.</summary>
    private static void WriteData(Utf8JsonWriter json, ReadOnlySpan<byte> data)
    {
        json.WriteNumber("size", data.Length);
        var shown = data.Length <= MaxShownBytes ? data : data[..WholeCharacters(data)];
        if (Utf8.IsValid(shown))
        {
            json.WriteString("data", shown);
        }
        else
        {
            json.WriteBase64String("data_base64", shown);
        }
    }

    /// <summary>Where to cut: not inside a character of several bytes.</summary>
    private static int WholeCharacters(ReadOnlySpan<byte> data)
    {
        var end = MaxShownBytes;
        while (end > MaxShownBytes - 3 && (data[end] & 0xC0) == 0x80)
        {
            end--;
        }

        return end;
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, long? number)
    {
        if (number is { } known)
        {
            json.WriteNumber(name, known);
        }
    }

    private static void WriteSeconds(Utf8JsonWriter json, string name, TimeSpan? age)
    {
        if (age is { } known)
        {
            json.WriteNumber(name, Math.Round(known.TotalSeconds, 3));
        }
    }
}
