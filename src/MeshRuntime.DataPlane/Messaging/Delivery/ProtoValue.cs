using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Google.Protobuf.WellKnownTypes;

namespace MeshRuntime.DataPlane.Messaging.Delivery;

/// <summary>Writes JSON as protobuf's own value type. By hand: protobuf's JSON parser needs descriptors, which are slow to come up.</summary>
internal static class ProtoValue
{
    // Protobuf readers refuse a message nested 100 deep, and a level of JSON is three of theirs: value, struct, field. What lies deeper is told as
    // its JSON text.
    private const int MaxDepth = 30;

    public static Value Of(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 10_000 });
        return Of(document.RootElement, 0);
    }

    private static Value Of(JsonElement json, int depth) => json.ValueKind switch
    {
        JsonValueKind.Object or JsonValueKind.Array when depth >= MaxDepth => Value.ForString(json.GetRawText()),
        JsonValueKind.Object => new Value { StructValue = OfObject(json, depth) },
        JsonValueKind.Array => new Value { ListValue = new ListValue { Values = { json.EnumerateArray().Select(item => Of(item, depth + 1)) } } },
        JsonValueKind.String => Value.ForString(TextOf(json)),
        JsonValueKind.Number => Value.ForNumber(json.GetDouble()),
        JsonValueKind.True => Value.ForBool(true),
        JsonValueKind.False => Value.ForBool(false),
        _ => Value.ForNull(),
    };

    private static Struct OfObject(JsonElement json, int depth)
    {
        var made = new Struct();
        foreach (var field in json.EnumerateObject())
        {
            made.Fields[NameOf(field)] = Of(field.Value, depth + 1);
        }

        return made;
    }

    // As in JsonFields: an escaped half of a surrogate pair stays as it is written, and the event is not lost for it.
    private static string TextOf(JsonElement json)
    {
        try
        {
            return json.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            return json.GetRawText()[1..^1];
        }
    }

    private static string NameOf(JsonProperty field)
    {
        try
        {
            return field.Name;
        }
        catch (InvalidOperationException)
        {
            return Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8PropertyName(field));
        }
    }
}
