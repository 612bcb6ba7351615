using System.Text.Json;
using MeshRuntime.Client;
using Microsoft.AspNetCore.Http;

namespace MeshRuntime.AspNetCore;

/// <summary>Tells the sidecar what became of messages.</summary>
internal static class OutcomeAnswer
{
    public static Task WriteAsync(HttpContext context, EventOutcome outcome) => WriteAsync(context, json => WriteStatus(json, outcome));

    public static Task WriteAsync(HttpContext context, IReadOnlyList<(string EntryId, EventOutcome Outcome)> outcomes) => WriteAsync(context, json =>
    {
        json.WriteStartArray("statuses");
        foreach (var (entryId, outcome) in outcomes)
        {
            json.WriteStartObject();
            json.WriteString("entryId", entryId);
            WriteStatus(json, outcome);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static async Task WriteAsync(HttpContext context, Action<Utf8JsonWriter> content)
    {
        context.Response.ContentType = "application/json";
        using (var json = new Utf8JsonWriter(context.Response.BodyWriter))
        {
            json.WriteStartObject();
            content(json);
            json.WriteEndObject();
        }

        await context.Response.BodyWriter.FlushAsync(context.RequestAborted).ConfigureAwait(false);
    }

    // The sidecar knows these three, in capitals.
    private static void WriteStatus(Utf8JsonWriter json, EventOutcome outcome) =>
        json.WriteString("status", outcome switch { EventOutcome.Success => "SUCCESS", EventOutcome.Drop => "DROP", _ => "RETRY" });
}
