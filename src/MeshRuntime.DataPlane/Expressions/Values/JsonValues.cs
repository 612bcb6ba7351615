using System.Text.Json;

namespace MeshRuntime.DataPlane.Expressions.Values;

/// <summary>Sees JSON as values. All numbers are doubles, as they are for Dapr's rules.</summary>
internal static class JsonValues
{
    /// <summary>The value of an element; texts and numbers are read now, lists and maps when they are looked into.</summary>
    public static CelValue Read(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => CelValue.From(new JsonMap(json)),
        JsonValueKind.Array => CelValue.From(new JsonList(json)),
        JsonValueKind.String => ReadString(json),
        JsonValueKind.Number => CelValue.From(json.GetDouble()),
        JsonValueKind.True => CelValue.From(true),
        JsonValueKind.False => CelValue.From(false),
        _ => CelValue.Null,
    };

    // JSON's grammar allows half of a surrogate pair ("\ud800"), which is no text: .NET finds that out when it is asked for the text.
    private static CelValue ReadString(JsonElement json)
    {
        try
        {
            return CelValue.From(json.GetString() ?? "");
        }
        catch (InvalidOperationException)
        {
            return CelValue.Error("a string of the JSON holds half of a surrogate pair and is no text");
        }
    }
}
