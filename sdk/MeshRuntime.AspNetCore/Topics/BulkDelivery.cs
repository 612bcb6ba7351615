using System.Net;
using System.Text.Json;
using MeshRuntime.Client;

namespace MeshRuntime.AspNetCore;

/// <summary>Reads a delivery of several messages.</summary>
internal static class BulkDelivery
{
    private const string Type = "com.dapr.event.sent.bulk";

    public static bool Is(JsonElement delivery) =>
        EventText.Of(delivery, "type") == Type && EventText.Has(delivery, "entries", out var entries) && entries.ValueKind == JsonValueKind.Array;

    public static IEnumerable<BulkEntry> Entries(JsonElement delivery)
    {
        foreach (var entry in delivery.GetProperty("entries").EnumerateArray())
        {
            var id = EventText.Of(entry, "entryId")
                ?? throw new MeshException("An entry of a bulk delivery has no entryId.") { Status = HttpStatusCode.BadRequest, ErrorCode = ErrorAnswer.Malformed };
            EventText.Has(entry, "event", out var content);
            yield return new BulkEntry(id, content, EventMetadata.Of(entry));
        }
    }
}
