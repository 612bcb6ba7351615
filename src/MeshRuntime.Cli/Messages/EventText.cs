using System.Text.Json;

namespace MeshRuntime.Cli.Messages;

/// <summary>Finds what a person looks for in a message that waits: of a CloudEvent its data, of anything else all of it.</summary>
internal static class EventText
{
    public static string Of(string message)
    {
        try
        {
            using var json = JsonDocument.Parse(message);
            return json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("specversion", out _)
                && json.RootElement.TryGetProperty("data", out var data)
                ? data.ValueKind == JsonValueKind.String ? data.GetString() ?? "" : data.GetRawText()
                : message;
        }
        catch (JsonException)
        {
            return message; // no JSON, or one whose end was not shown
        }
    }
}
