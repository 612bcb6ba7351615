using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using MeshRuntime.Abstractions.Errors;
using MeshRuntime.DataPlane.Snapshots;
using Microsoft.AspNetCore.Http;

namespace MeshRuntime.Api.Http;

/// <summary><c>GET /v1.0/metadata</c> and <c>PUT /v1.0/metadata/{key}</c>: what this sidecar is, in the shape that Dapr's tools read.</summary>
public sealed class MetadataEndpoint(SidecarDescription sidecar, SnapshotCell snapshots)
{
    /// <summary>Where the form with a key begins.</summary>
    internal const string KeyPrefix = "/v1.0/metadata/";

    // Memory of the process for whoever can reach the API: bounded.
    private const int MaxKeys = 1000;
    private const int MaxValueBytes = 64 * 1024;

    // Of the extended ones, the one that is ours: a value put there is kept, and not shown (Dapr).
    private const string OwnKey = "daprRuntimeVersion";

    private readonly ConcurrentDictionary<string, string> _extended = new();

    /// <summary>Writes everything.</summary>
    public Task GetAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        using (var json = new Utf8JsonWriter(context.Response.BodyWriter, JsonText.Options))
        {
            Write(json, snapshots.Current);
        }

        context.Response.BodyWriter.Write("\n"u8); // Dapr
        return context.Response.BodyWriter.FlushAsync(context.RequestAborted).AsTask();
    }

    /// <summary>Keeps a value until the process ends.</summary>
    public async Task PutAsync(HttpContext context, string key)
    {
        if (key.Length == 0 || (_extended.Count >= MaxKeys && !_extended.ContainsKey(key)))
        {
            await ErrorBody.WriteAsync(context, new MeshError(
                MeshErrorCode.BadRequest, $"invalid request: metadata needs a key, and a sidecar keeps {MaxKeys} at the most"));
            return;
        }

        var buffer = new byte[MaxValueBytes + 1];
        var length = context.Request.ContentLength > MaxValueBytes ? buffer.Length : await context.Request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, context.RequestAborted);
        if (length > MaxValueBytes)
        {
            await ErrorBody.WriteAsync(context, new MeshError(
                MeshErrorCode.BodyRead, $"failed to read request body: a metadata value is at most {MaxValueBytes} bytes long"));
            return;
        }

        _extended[key] = Encoding.UTF8.GetString(buffer, 0, length);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private void Write(Utf8JsonWriter json, MeshSnapshot snapshot)
    {
        json.WriteStartObject();
        json.WriteString("id", sidecar.AppId);
        json.WriteString("runtimeVersion", sidecar.Version);
        WriteTexts(json, "enabledFeatures", snapshot.Features);
        WriteComponents(json, snapshot.Components);

        json.WriteStartObject("extended");
        json.WriteString(OwnKey, sidecar.Version);
        foreach (var (key, value) in _extended)
        {
            if (key != OwnKey)
            {
                json.WriteString(key, value);
            }
        }

        json.WriteEndObject();
        WriteApp(json);

        json.WriteStartObject("actorRuntime");
        json.WriteString("runtimeStatus", "DISABLED");
        json.WriteBoolean("hostReady", false);
        json.WriteString("placement", "placement: disconnected");
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
        if (sidecar.App is not { } app)
        {
            return;
        }

        json.WriteStartObject("appConnectionProperties");
        json.WriteNumber("port", app.Port);
        json.WriteString("protocol", app.Protocol.ToString().ToLower(CultureInfo.InvariantCulture));
        json.WriteString("channelAddress", app.Host);
        if (sidecar.MaxConcurrency is { } limit)
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
