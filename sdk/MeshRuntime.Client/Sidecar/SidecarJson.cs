using System.Text.Json;
using System.Text.Json.Serialization;

namespace MeshRuntime.Client;

/// <summary>How the sidecar's own answers are read.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(Dictionary<string, Dictionary<string, string>>))]
[JsonSerializable(typeof(SidecarMetadata))]
[JsonSerializable(typeof(BulkAnswer))]
internal sealed partial class SidecarJson : JsonSerializerContext;
