using System.Text.Json;
using System.Text.Json.Serialization;

namespace MeshRuntime.SdkBench;

/// <summary>What is asked for.</summary>
internal sealed record Order(int Id, string Item, int Quantity);

/// <summary>How it is read, on both sides of the comparison.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Order))]
internal sealed partial class OrderJson : JsonSerializerContext;
