using System.Net;
using System.Text.Json;
using MeshRuntime.DataPlane.Messaging.Events;

namespace MeshRuntime.DataPlane.Messaging.Delivery;

/// <summary>Reads an HTTP app's answer to an event, by Dapr's table.</summary>
internal static class HttpEventAnswer
{
    public static EventAnswer Read(HttpStatusCode status, ReadOnlyMemory<byte> body) => (int)status switch
    {
        >= 200 and < 300 => OfBody(body),
        404 => new EventAnswer(EventVerdict.Drop, "the app answered 404: it has no such route"),
        var code => new EventAnswer(EventVerdict.Retry, $"the app answered {code}") { HttpStatus = code },
    };

    /// <summary>The words of a status, compared by case.</summary>
    public static EventVerdict? VerdictOf(string status) => status switch
    {
        "" or "SUCCESS" => EventVerdict.Success,
        "RETRY" => EventVerdict.Retry,
        "DROP" => EventVerdict.Drop,
        _ => null,
    };

    /// <summary>A body that is not the object that could say otherwise is an app that has nothing to say.</summary>
    private static EventAnswer OfBody(ReadOnlyMemory<byte> body)
    {
        // In any case, as in Go: an app that writes "Status": "RETRY" means it.
        if (body.IsEmpty
            || !JsonFields.TryParse(body, out var fields, out _)
            || fields.Names.LastOrDefault(name => name.Equals("status", StringComparison.OrdinalIgnoreCase)) is not { } field
            || fields.Text(field) is not { } status)
        {
            return EventAnswer.Success;
        }

        return VerdictOf(status) switch
        {
            null => new EventAnswer(EventVerdict.Retry, $"the app answered with status \"{status}\"; there are SUCCESS, RETRY and DROP"),
            EventVerdict.Success => EventAnswer.Success,
            { } verdict => new EventAnswer(verdict, $"the app answered {status}"),
        };
    }
}
