using System.Text.Json;
using MeshRuntime.Abstractions.Errors;
using MeshRuntime.DataPlane.Stores;
using Microsoft.AspNetCore.Http;

namespace MeshRuntime.Api.Http;

/// <summary><c>GET /v1.0/secrets/{store}/{name}</c> and <c>GET /v1.0/secrets/{store}/bulk</c>.</summary>
public sealed class SecretEndpoint(SecretGateway secrets)
{
    /// <summary>Reads one secret, or all.</summary>
    internal Task HandleAsync(HttpContext context, SecretPath path)
    {
        var metadata = QueryMetadata.Read(context.Request.QueryString.Value ?? "");
        return path.Name is { } name ? GetAsync(context, path.Store, name, metadata) : GetAllAsync(context, path.Store, metadata);
    }

    private async Task GetAsync(HttpContext context, string store, string name, Dictionary<string, string> metadata)
    {
        var (values, error) = await secrets.GetAsync(store, name, metadata, context.RequestAborted);
        if (values is { Count: 0 })
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        await JsonObject.AnswerAsync(context, error, json => Write(json, values!));
    }

    private async Task GetAllAsync(HttpContext context, string store, Dictionary<string, string> metadata)
    {
        var (all, error) = await secrets.GetAllAsync(store, metadata, context.RequestAborted);
        await JsonObject.AnswerAsync(context, error, json =>
        {
            foreach (var (name, values) in all!)
            {
                json.WriteStartObject(name);
                Write(json, values);
                json.WriteEndObject();
            }
        });
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyDictionary<string, string> values)
    {
        foreach (var (name, value) in values)
        {
            json.WriteString(name, value);
        }
    }
}
