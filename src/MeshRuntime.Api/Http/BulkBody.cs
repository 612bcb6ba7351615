using System.Text.Json;
using MeshRuntime.Abstractions.Errors;
using MeshRuntime.DataPlane.Messaging.Publishing;
using MeshRuntime.DataPlane.Telemetry;

namespace MeshRuntime.Api.Http;

/// <summary>Reads the body of a bulk publish: a JSON array of <c>{entryId, event, contentType, metadata}</c>, names in any case (Dapr's JS SDK says entryID).</summary>
internal static class BulkBody
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 10_000 }; // Go's

    /// <summary>Reads all entries, or says what is wrong.</summary>
    public static MeshError? Read(
        ReadOnlyMemory<byte> body, PublishTarget target, string appId, TraceContext trace, out List<PublishEntry> entries)
    {
        entries = [];
        try
        {
            using var json = JsonDocument.Parse(body, Options);
            if (json.RootElement.ValueKind != JsonValueKind.Array)
            {
                return PublishErrors.BadBulkBody(target.Plan.Name, target.Topic, appId, "the body is not a JSON array of entries");
            }

            foreach (var item in json.RootElement.EnumerateArray())
            {
                if (ReadEntry(item, target, trace, out var entry) is { } problem)
                {
                    return PublishErrors.BadEntry(target.Plan.Name, target.Topic, appId, problem);
                }

                entries.Add(entry!);
            }

            return null;
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            // The second: an element of another kind than it is read as, or text that is no UTF-8.
            return PublishErrors.BadBulkBody(target.Plan.Name, target.Topic, appId, malformed.Message);
        }
    }

    private static string? ReadEntry(JsonElement item, PublishTarget target, TraceContext trace, out PublishEntry? entry)
    {
        var (id, type, value, own) = ("", "", default(JsonElement), default(JsonElement));
        foreach (var field in item.EnumerateObject())
        {
            switch (field.Name.ToLowerInvariant())
            {
                case "entryid": id = field.Value.GetString() ?? ""; break;
                case "contenttype": type = field.Value.GetString() ?? ""; break;
                case "event": value = field.Value; break;
                case "metadata": own = field.Value; break;
            }
        }

        var data = BulkEvent.Read(value, type);
        entry = data is null
            ? null
            : new PublishEntry(data, type, TraceContext.Continue(trace.TraceParent, trace.TraceState)) { Id = id, Metadata = Overlay(target.Metadata, own) };
        return data is null ? $"the event of entry \"{id}\" does not fit its contentType \"{type}\"" : null;
    }

    /// <summary>The request's metadata with the entry's on top; nothing when the entry brought none (Dapr).</summary>
    private static Dictionary<string, string>? Overlay(IReadOnlyDictionary<string, string>? request, JsonElement own)
    {
        if (own.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
        {
            return null;
        }

        var all = new Dictionary<string, string>(request ?? new Dictionary<string, string>(), StringComparer.Ordinal);
        foreach (var field in own.EnumerateObject())
        {
            all[field.Name] = field.Value.GetString() ?? "";
        }

        return all;
    }
}
