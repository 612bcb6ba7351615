using System.Net;
using System.Text.Json;

namespace MeshRuntime.DataPlane.Messaging.Delivery;

/// <summary>Reads an HTTP app's answer to a batch, by Dapr's table: what it does not name, it wants again.</summary>
internal static class HttpBatchAnswer
{
    private static readonly EventAnswer Unnamed = new(EventVerdict.Retry, "the app's answer does not name this entry");

    public static IReadOnlyList<EventAnswer> Read(EventBatch batch, HttpStatusCode status, ReadOnlyMemory<byte> body) => (int)status switch
    {
        >= 200 and < 300 => OfBody(batch, body),
        404 => batch.All(new EventAnswer(EventVerdict.Unwanted, "the app answered 404: it has no such route")),
        var code => batch.All(new EventAnswer(EventVerdict.Retry, $"the app answered {code}") { HttpStatus = code }),
    };

    /// <summary>Puts the answers that an app gave by id into the order of the entries.</summary>
    public static IReadOnlyList<EventAnswer> InOrder(EventBatch batch, Dictionary<string, EventAnswer> answers) =>
        [.. batch.Entries.Select(entry => answers.GetValueOrDefault(entry.Id, Unnamed))];

    private static IReadOnlyList<EventAnswer> OfBody(EventBatch batch, ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var answers = new Dictionary<string, EventAnswer>(StringComparer.Ordinal);
            foreach (var item in Field(json.RootElement, "statuses").EnumerateArray())
            {
                var status = Field(item, "status") is { ValueKind: not JsonValueKind.Undefined } text ? text.GetString() ?? "" : "";
                answers[Field(item, "entryId").GetString() ?? ""] = status switch
                {
                    "SUCCESS" => EventAnswer.Success,
                    "DROP" => new EventAnswer(EventVerdict.Drop, "the app answered DROP"),
                    _ => new EventAnswer(EventVerdict.Retry, $"the app answered \"{status}\""),
                };
            }

            return InOrder(batch, answers);
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            return batch.All(new EventAnswer(EventVerdict.Retry, "the app's answer to a batch is not {\"statuses\":[{\"entryId\":…,\"status\":…}]}"));
        }
    }

    /// <summary>Names in any case, as in Go. What is not there is undefined, which throws when it is read.</summary>
    private static JsonElement Field(JsonElement json, string name) =>
        json.EnumerateObject().LastOrDefault(field => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
}
