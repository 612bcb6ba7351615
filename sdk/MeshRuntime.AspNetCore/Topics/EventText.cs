using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace MeshRuntime.AspNetCore;

/// <summary>Reads attributes of events.</summary>
internal static class EventText
{
    /// <summary>The text of an attribute; null when it is missing, or no text.</summary>
    public static string? Of(JsonElement envelope, string name) =>
        Has(envelope, name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>False also when there is no envelope.</summary>
    public static bool Has(JsonElement envelope, string name, out JsonElement value)
    {
        value = default;
        return envelope.ValueKind == JsonValueKind.Object && envelope.TryGetProperty(name, out value);
    }

    /// <summary>The bytes that a text in base64 stands for.</summary>
    public static bool TryGetBytes(JsonElement text, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        return text.ValueKind == JsonValueKind.String && text.TryGetBytesFromBase64(out bytes);
    }

    /// <summary>True for <c>application/json</c> and every <c>…+json</c>, whatever parameters follow.</summary>
    public static bool IsJson(string contentType)
    {
        var media = contentType.AsSpan();
        var end = media.IndexOf(';');
        media = (end < 0 ? media : media[..end]).Trim();
        return media.Equals("application/json", StringComparison.OrdinalIgnoreCase) || media.EndsWith("+json", StringComparison.OrdinalIgnoreCase);
    }
}
