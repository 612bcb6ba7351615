using System.Text.Json;

namespace MeshRuntime.AspNetCore;

/// <summary>Reads attributes of events.</summary>
internal static class EventText
{
    /// <summary>The text of an attribute; null when it is missing, or no text.</summary>
    public static string? Of(JsonElement envelope, string name) =>
        envelope.ValueKind == JsonValueKind.Object && envelope.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>True for <c>application/json</c> and every <c>…+json</c>, whatever parameters follow.</summary>
    public static bool IsJson(string contentType)
    {
        var media = contentType.AsSpan();
        var end = media.IndexOf(';');
        media = (end < 0 ? media : media[..end]).Trim();
        return media.Equals("application/json", StringComparison.OrdinalIgnoreCase) || media.EndsWith("+json", StringComparison.OrdinalIgnoreCase);
    }
}
