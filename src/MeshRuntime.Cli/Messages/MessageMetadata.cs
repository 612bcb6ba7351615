using System.Text.Json;

namespace MeshRuntime.Cli.Messages;

/// <summary>Writes the metadata of a publish, given as a JSON object, as the query that a sidecar reads.</summary>
internal static class MessageMetadata
{
    /// <returns>Empty, or with its question mark.</returns>
    public static string ToQuery(string? json)
    {
        if (string.IsNullOrWhiteSpace(json))
            return "";
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw Wrong(json);
            var pairs = document.RootElement.EnumerateObject().Select(field => $"metadata.{Uri.EscapeDataString(field.Name)}={Uri.EscapeDataString(Value(field, json))}");
            return document.RootElement.EnumerateObject().Any() ? "?" + string.Join('&', pairs) : "";
        }
        catch (JsonException)
        {
            throw Wrong(json);
        }
    }

    private static string Value(JsonProperty field, string json) => field.Value.ValueKind switch
    {
        JsonValueKind.String => field.Value.GetString() ?? "",
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => field.Value.GetRawText(),
        _ => throw Wrong(json),
    };

    private static CommandFailure Wrong(string json) =>
        new($"--metadata: {json} is no JSON object of names and values; write for example '{{\"ttlInSeconds\":\"60\"}}'.", ExitCodes.WrongUsage);
}
