using System.Text.Json;

namespace MeshRuntime.Client;

/// <summary>The error that a sidecar writes: <c>{"errorCode":"…","message":"…","why":"…"}</c>.</summary>
internal readonly record struct SidecarError(string Code, string Message, string Why)
{
    /// <summary>Null when a body is no such error.</summary>
    public static SidecarError? Read(HttpResponseMessage response, string text)
    {
        if (response.Content.Headers.ContentType?.MediaType != "application/json" || !text.Contains("errorCode", StringComparison.Ordinal))
        {
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(text);
            return json.RootElement.ValueKind == JsonValueKind.Object && Text(json, "errorCode") is { Length: > 0 } code && Text(json, "message") is { } message
                ? new SidecarError(code, message, Text(json, "why") ?? "")
                : null;
        }
        catch (JsonException)
        {
            // Cut at the limit, or no JSON: not a sidecar's.
            return null;
        }
    }

    private static string? Text(JsonDocument json, string name) =>
        json.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
