using System.Text;
using System.Text.Json;

namespace MeshRuntime.IntegrationTests.Messaging;

/// <summary>One delivery as the app got it.</summary>
internal sealed record ReceivedEvent(string Path, byte[] Body, IReadOnlyDictionary<string, string> Headers)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    /// <summary>An attribute of the event that is text.</summary>
    public string? Attribute(string name) => Json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>The event's data as JSON text.</summary>
    public string Data => Json.GetProperty("data").GetRawText();
}
