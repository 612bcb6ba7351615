using System.Text.Json;

namespace MeshRuntime.Client;

/// <summary>The error that a sidecar writes, and a service of this library: <c>{"errorCode":"…","message":"…","why":"…"}</c>. A service may leave the code empty.</summary>
internal readonly record struct ErrorBody(string Code, string Message, string Why)
{
    /// <summary>Null when a body is no such error.</summary>
    public static ErrorBody? Read(HttpResponseMessage response, string text)
    {
        if (response.Content.Headers.ContentType?.MediaType != "application/json" || !text.Contains("errorCode", StringComparison.Ordinal))
        {
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(text);
            return json.RootElement.ValueKind == JsonValueKind.Object && Text(json, "errorCode") is { } code && Text(json, "message") is { } message
                ? new ErrorBody(code, message, Text(json, "why") ?? "")
                : null;
        }
        catch (JsonException)
        {
            // Cut at the limit, or no JSON: something else.
            return null;
        }
    }

    private static string? Text(JsonDocument json, string name) =>
        json.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
