using System.Buffers;
using System.Text;
using System.Text.Json;
using MeshRuntime.DataPlane.Snapshots;
using Microsoft.AspNetCore.Http;

namespace MeshRuntime.Api.Http;

/// <summary><c>GET /v1.0/metadata</c> and <c>PUT /v1.0/metadata/{key}</c>: what this sidecar is, in the shape that Dapr's tools read.</summary>
public sealed class MetadataEndpoint(SidecarMetadata metadata)
{
    /// <summary>Where the form with a key begins.</summary>
    internal const string KeyPrefix = "/v1.0/metadata/";

    /// <summary>Writes everything.</summary>
    public Task GetAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        using (var json = new Utf8JsonWriter(context.Response.BodyWriter, JsonText.Options))
        {
            Write(json, metadata.Snapshot);
        }

        context.Response.BodyWriter.Write("\n"u8); // Dapr
        return context.Response.BodyWriter.FlushAsync(context.RequestAborted).AsTask();
    }

    /// <summary>Keeps a value until the process ends.</summary>
    public async Task PutAsync(HttpContext context, string key)
    {
        // One byte more than allowed shows that there are too many.
        var buffer = new byte[SidecarMetadata.MaxValueBytes + 1];
        var length = context.Request.ContentLength > SidecarMetadata.MaxValueBytes
            ? buffer.Length
            : await context.Request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, context.RequestAborted);
        var problem = length < buffer.Length ? metadata.Set(key, Encoding.UTF8.GetString(buffer, 0, length)) : SidecarMetadata.TooLong;
        if (problem is not null)
        {
            await ErrorBody.WriteAsync(context, problem);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private void Write(Utf8JsonWriter json, MeshSnapshot snapshot)
    {
        json.WriteStartObject();
        json.WriteString("id", metadata.Sidecar.AppId);
        json.WriteString("runtimeVersion", metadata.Sidecar.Version);
        WriteTexts(json, "enabledFeatures", snapshot.Features);
        WriteComponents(json, snapshot.Components);

        json.WriteStartObject("extended");
        foreach (var (key, value) in metadata.Extended)
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
        SubscriptionList.Write(json, metadata.Subscriptions);
        WriteApp(json);

        json.WriteStartObject("actorRuntime");
        json.WriteString("runtimeStatus", "DISABLED");
        json.WriteBoolean("hostReady", false);
        json.WriteString("placement", SidecarMetadata.Placement);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteComponents(Utf8JsonWriter json, IReadOnlyList<ComponentPlan> components)
    {
        if (components.Count == 0)
        {
            return;
        }

        json.WriteStartArray("components");
        foreach (var component in components)
        {
            json.WriteStartObject();
            json.WriteString("name", component.Name);
            json.WriteString("type", component.Type);
            json.WriteString("version", component.Version);
            WriteTexts(json, "capabilities", component.Capabilities);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteApp(Utf8JsonWriter json)
    {
        if (metadata.Sidecar.App is not { } app)
        {
            return;
        }

        json.WriteStartObject("appConnectionProperties");
        json.WriteNumber("port", app.Port);
        json.WriteString("protocol", metadata.AppProtocol);
        json.WriteString("channelAddress", app.Host);
        if (metadata.Sidecar.MaxConcurrency is { } limit)
        {
            json.WriteNumber("maxConcurrency", limit);
        }

        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        if (texts.Count == 0)
        {
            return;
        }

        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }
}
