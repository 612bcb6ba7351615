using System.Buffers;
using System.Text.Json;
using MeshRuntime.Abstractions.Errors;
using Microsoft.AspNetCore.Http;

namespace MeshRuntime.Api.Http;

/// <summary>Answers with one JSON object, or with the error that stands in its place.</summary>
internal static class JsonObject
{
    /// <summary>200 and what <paramref name="write"/> puts between the braces; the error's own status when there is one.</summary>
    public static Task AnswerAsync(HttpContext context, MeshError? error, Action<Utf8JsonWriter> write)
    {
        if (error is not null)
        {
            return ErrorBody.WriteAsync(context, error);
        }

        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body, JsonText.Options))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return ErrorBody.WriteAsync(context, StatusCodes.Status200OK, body.WrittenMemory);
    }
}
