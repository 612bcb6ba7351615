using System.Text.Json;

namespace MeshRuntime.Components.PubSub.JetStream;

/// <summary>Finds the <c>id</c> of a CloudEvent, by which a stream recognises a message that it already has.</summary>
internal static class MessageId
{
    /// <returns>Null when the data is no JSON object with a text of that name.</returns>
    public static string? Of(ReadOnlySpan<byte> data)
    {
        // Raw data mostly is no object at all; no need to let the reader throw for it.
        if (!data.TrimStart(" \t\r\n"u8).StartsWith("{"u8))
        {
            return null;
        }

        try
        {
            string? id = null;
            var reader = new Utf8JsonReader(data);
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isId = reader.ValueTextEquals("id"u8);
                reader.Read();
                id = isId ? (reader.TokenType == JsonTokenType.String ? reader.GetString() : null) : id;
                reader.Skip();
            }

            // To the end: what breaks off is not JSON, however it begins.
            return reader.TokenType == JsonTokenType.EndObject && !reader.Read() && id is { Length: > 0 } ? id : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
