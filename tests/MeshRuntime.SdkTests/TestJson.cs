using System.Text.Json;
using System.Text.Json.Serialization;

namespace MeshRuntime.SdkTests;

/// <summary>Knows the tests' types.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Order))]
[JsonSerializable(typeof(string))]
internal sealed partial class TestJson : JsonSerializerContext;
