using System.Text.Json;
using System.Text.Json.Serialization;

namespace Contracts;

/// <summary>How the messages are written as JSON. Made when it is compiled, so that nothing is looked up while the apps run, and they can be trimmed.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(NewOrder))]
[JsonSerializable(typeof(Order))]
[JsonSerializable(typeof(Step))]
public sealed partial class OrdersJson : JsonSerializerContext;
