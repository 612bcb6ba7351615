using System.Text.Json;

namespace MeshRuntime.Components.PubSub.JetStream;

/// <summary>Reads JetStream's answers; what is absent or of another type is null or 0.</summary>
internal static class JetStreamJson
{
    private const long NanosecondsPerTick = 100;

    public static string? Text(JsonElement map, string name) =>
        map.ValueKind == JsonValueKind.Object && map.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public static long Number(JsonElement map, string name) =>
        map.ValueKind == JsonValueKind.Object && map.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number)
            ? number
            : 0;

    public static bool IsTrue(JsonElement map, string name) =>
        map.ValueKind == JsonValueKind.Object && map.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    public static JsonElement Map(JsonElement map, string name) =>
        map.ValueKind == JsonValueKind.Object && map.TryGetProperty(name, out var value) ? value : default;

    public static IEnumerable<JsonElement> List(JsonElement map, string name) =>
        Map(map, name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    public static TimeSpan Duration(JsonElement map, string name) => TimeSpan.FromTicks(Number(map, name) / NanosecondsPerTick);

    public static long Nanoseconds(TimeSpan duration) => duration.Ticks * NanosecondsPerTick;
}
