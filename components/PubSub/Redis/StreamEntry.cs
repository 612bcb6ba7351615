using System.Globalization;
using System.Text.Json;
using MeshRuntime.Components.Clients.Resp;

namespace MeshRuntime.Components.PubSub.Redis;

/// <summary>One message as it lies in a stream.</summary>
/// <param name="Id">Its place: milliseconds of its time, a dash, a number.</param>
/// <param name="Data">Empty when the entry has no field <c>data</c>.</param>
/// <param name="Metadata">Null when the entry has none.</param>
/// <param name="IsMetadataBroken">True when there is something under <c>metadata</c> that is not an object of texts.</param>
internal sealed record StreamEntry(string Id, ReadOnlyMemory<byte> Data, IReadOnlyDictionary<string, string>? Metadata, bool IsMetadataBroken)
{
    /// <summary>Reads an id and its fields; null for what is no entry, such as one that was deleted.</summary>
    public static StreamEntry? Of(RespValue value)
    {
        if (value.Items is not [var id, { Kind: RespKind.Array or RespKind.Map } fields])
        {
            return null;
        }

        var json = fields["metadata"u8];
        var metadata = json.IsNull ? null : ReadMetadata(json.Bytes);
        return new StreamEntry(id.ToString(), fields["data"u8].Bytes, metadata, !json.IsNull && metadata is null);
    }

    /// <summary>When it was published, by the server's clock.</summary>
    public static DateTimeOffset TimeOf(string id) =>
        long.TryParse(id.AsSpan(0, Math.Max(0, id.IndexOf('-', StringComparison.Ordinal))), NumberStyles.None, CultureInfo.InvariantCulture, out var time)
        && time <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(time)
            : DateTimeOffset.UnixEpoch;

    /// <summary>The id that comes next: where a list goes on. Servers before 6.2 have no other word for "after this".</summary>
    public static string After(string id)
    {
        var dash = id.IndexOf('-', StringComparison.Ordinal);
        return ulong.TryParse(id.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && dash > 0 && number < ulong.MaxValue
            ? $"{id.AsSpan(0, dash)}-{number + 1}"
            : id;
    }

    /// <summary>Metadata as the field holds it: a JSON object of texts.</summary>
    public static byte[] WriteMetadata(IReadOnlyDictionary<string, string> metadata)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var (name, value) in metadata)
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static Dictionary<string, string>? ReadMetadata(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var read = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var property in document.RootElement.EnumerateObject())
            {
                read[property.Name] = property.Value.GetString() ?? "";
            }

            return read;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
