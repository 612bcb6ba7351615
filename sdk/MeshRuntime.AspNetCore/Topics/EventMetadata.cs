using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace MeshRuntime.AspNetCore;

/// <summary>Finds what the broker knows of a message.</summary>
internal static class EventMetadata
{
    // Of the delivery itself, not of the message.
    private static readonly HashSet<string> Ours = new(StringComparer.OrdinalIgnoreCase)
    {
        "host", "content-type", "content-length", "transfer-encoding", "connection", "user-agent", "accept-encoding", "accept",
        "pubsubname", "dapr-api-token", "traceparent", "tracestate",
    };

    private static readonly Dictionary<string, string> None = [];

    /// <summary>Of a message that came alone: it travels as headers.</summary>
    public static IReadOnlyDictionary<string, string> Of(IHeaderDictionary headers)
    {
        Dictionary<string, string>? found = null;
        foreach (var (name, value) in headers)
        {
            if (!Ours.Contains(name))
            {
                (found ??= [])[name.ToLowerInvariant()] = value.ToString();
            }
        }

        return found ?? None;
    }

    /// <summary>Of a message among several.</summary>
    public static IReadOnlyDictionary<string, string> Of(JsonElement entry)
    {
        if (!EventText.Has(entry, "metadata", out var metadata) || metadata.ValueKind != JsonValueKind.Object)
        {
            return None;
        }

        var found = new Dictionary<string, string>();
        foreach (var item in metadata.EnumerateObject())
        {
            found[item.Name.ToLowerInvariant()] = item.Value.ToString();
        }

        return found;
    }
}
