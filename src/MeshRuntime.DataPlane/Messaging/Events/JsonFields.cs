using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace MeshRuntime.DataPlane.Messaging.Events;

/// <summary>
/// The top level of a JSON object: where each value stands, and nothing of what is inside. An event's data, which may be megabytes, is checked once
/// and never taken apart.
/// </summary>
public sealed class JsonFields
{
    // Go's limit. The reader keeps a bit for each level, so depth costs nothing.
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 10_000 };

    private readonly Dictionary<string, (int Start, int Length, JsonTokenType Type)> _fields;
    private readonly ReadOnlyMemory<byte> _json;

    private JsonFields(ReadOnlyMemory<byte> json, Dictionary<string, (int, int, JsonTokenType)> fields) => (_json, _fields) = (json, fields);

    /// <summary>The whole object, as UTF-8.</summary>
    public ReadOnlyMemory<byte> Json => _json;

    /// <summary>The names, in the order in which they first came.</summary>
    public IEnumerable<string> Names => _fields.Keys;

    /// <summary>Reads an object; of two values of one name the last counts, as in Go and JavaScript.</summary>
    /// <param name="json">UTF-8; what is not valid UTF-8 is replaced by U+FFFD first, as Go does.</param>
    /// <param name="fields">The object.</param>
    /// <param name="problem">Why it is none.</param>
    public static bool TryParse(ReadOnlyMemory<byte> json, [NotNullWhen(true)] out JsonFields? fields, [NotNullWhen(false)] out string? problem)
    {
        (fields, problem) = (null, null);
        json = Valid(json);
        try
        {
            var reader = new Utf8JsonReader(json.Span, Options);
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                problem = "it is not a JSON object";
                return false;
            }

            fields = new JsonFields(json, Read(ref reader));
            return true;
        }
        catch (JsonException e)
        {
            problem = e.Message;
            return false;
        }
    }

    /// <summary>The same bytes when they are UTF-8, else with each fault replaced.</summary>
    public static ReadOnlyMemory<byte> Valid(ReadOnlyMemory<byte> text) =>
        Utf8.IsValid(text.Span) ? text : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(text.Span));

    /// <summary>The length of the first JSON value in a text, with the blanks before it; null when it does not begin with one.</summary>
    public static int? FirstValue(ReadOnlySpan<byte> text)
    {
        try
        {
            var reader = new Utf8JsonReader(text, isFinalBlock: true, new JsonReaderState(Options));
            reader.Read();
            reader.Skip();
            return (int)reader.BytesConsumed;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>True when there is such a field, whatever its value.</summary>
    public bool Has(string name) => _fields.ContainsKey(name);

    /// <summary>True when there is no such field, or its value is null.</summary>
    public bool IsNothing(string name) => !_fields.TryGetValue(name, out var field) || field.Type == JsonTokenType.Null;

    /// <summary>The value of a field as it is written; empty when there is none.</summary>
    public ReadOnlyMemory<byte> Raw(string name) => _fields.TryGetValue(name, out var field) ? _json.Slice(field.Start, field.Length) : default;

    /// <summary>The text of a field; null when there is none, or it is no string.</summary>
    public string? Text(string name)
    {
        if (!_fields.TryGetValue(name, out var field) || field.Type != JsonTokenType.String)
        {
            return null;
        }

        var reader = new Utf8JsonReader(_json.Span.Slice(field.Start, field.Length));
        reader.Read();
        return TextOf(ref reader);
    }

    private static Dictionary<string, (int, int, JsonTokenType)> Read(ref Utf8JsonReader reader)
    {
        var fields = new Dictionary<string, (int, int, JsonTokenType)>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = TextOf(ref reader);
            reader.Read();
            var (start, type) = ((int)reader.TokenStartIndex, reader.TokenType);
            reader.Skip();
            fields[name] = (start, (int)reader.BytesConsumed - start, type);
        }

        // What follows the object must be blank, or this throws.
        reader.Read();
        return fields;
    }

    /// <summary>An escaped half of a surrogate pair is no character: .NET refuses it, others do not, and an event must not be lost for it.</summary>
    private static string TextOf(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            return Encoding.UTF8.GetString(reader.ValueSpan);
        }
    }
}
