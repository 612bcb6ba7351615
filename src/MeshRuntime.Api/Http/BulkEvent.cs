using System.Text;
using System.Text.Json;
using MeshRuntime.DataPlane.Messaging.Events;

namespace MeshRuntime.Api.Http;

/// <summary>Turns the <c>event</c> of a bulk entry into bytes, by its content type.</summary>
internal static class BulkEvent
{
    /// <summary>Bytes as base64, text as a string, JSON as it is; null when the value is not what the type says, or the type is none of these.</summary>
    public static byte[]? Read(JsonElement value, string contentType) => MediaType.ClassOf(contentType) switch
    {
        ContentClass.Binary => value.ValueKind == JsonValueKind.String && value.TryGetBytesFromBase64(out var bytes) ? bytes : null,
        ContentClass.Text => value.ValueKind == JsonValueKind.String ? Encoding.UTF8.GetBytes(value.GetString()!) : null,
        ContentClass.Json or ContentClass.CloudEvent => Encoding.UTF8.GetBytes(value.ValueKind == JsonValueKind.Undefined ? "null" : value.GetRawText()),
        _ => null,
    };
}
