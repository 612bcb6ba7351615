using System.Text.Json;
using System.Text.Json.Serialization;
using MeshRuntime.Client;

namespace Company.Service1;

/// <summary>What this service answers. Who calls it from C# is given this interface: builder.Services.AddMeshService&lt;IGreeter&gt;().</summary>
[MeshService("MESH_APP_ID", Json = typeof(GreeterJson))]
public partial interface IGreeter
{
    /// <summary>Greets somebody; null, which is a 404 on the way, when there is nobody to be greeted.</summary>
    [Get("/greetings/{name}")]
    Task<Greeting?> GreetAsync(string name, CancellationToken cancellationToken = default);
}

public sealed record Greeting(string Text);

/// <summary>How the messages are written as JSON: made when it is compiled, so that the service can be trimmed.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Greeting))]
public sealed partial class GreeterJson : JsonSerializerContext;
