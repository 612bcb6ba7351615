using System.Text.Json;
using Google.Protobuf.WellKnownTypes;

namespace MeshRuntime.DataPlane.Messaging.Delivery;

/// <summary>Writes JSON as protobuf's own value type. By hand: protobuf's JSON parser needs descriptors, which are slow to come up.</summary>
internal static class ProtoValue
{
    // Protobuf readers refuse deeper messages; what lies deeper is told as its JSON text.
    private const int MaxDepth = 60;

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
        JsonValueKind.String => Value.ForString(json.GetString()),
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
            made.Fields[field.Name] = Of(field.Value, depth + 1);
        }

        return made;
    }
}
