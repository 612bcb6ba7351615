using System.Text.Json;
using System.Text.Json.Serialization;

namespace MeshRuntime.SdkTests.Services;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Order))]
[JsonSerializable(typeof(Order[]))]
[JsonSerializable(typeof(int))]
public sealed partial class OrdersJson : JsonSerializerContext;
