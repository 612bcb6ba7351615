using System.Buffers;
using System.Text.Json;
using MeshRuntime.Abstractions.Errors;
using Microsoft.AspNetCore.Http;

namespace MeshRuntime.Api.Http;

/// <summary>Writes an error as Dapr does: <c>{"errorCode":"…","message":"…"}</c>.</summary>
internal static class ErrorBody
{
    /// <summary>Status from the error's code; cuts the connection when an answer has begun. Headers that were set before stay: a page's right to read.</summary>
    public static Task WriteAsync(HttpContext context, MeshError error)
    {
        var response = context.Response;
        if (response.HasStarted)
        {
            context.Abort();
            return Task.CompletedTask;
        }

        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body, JsonText.Options))
        {
            json.WriteStartObject();
            json.WriteString("errorCode", error.Code.Name);
            json.WriteString("message", error.Message);
            json.WriteEndObject();
        }

        response.StatusCode = error.Code.HttpStatus;
        response.ContentType = "application/json";
        response.ContentLength = body.WrittenCount;
        return response.BodyWriter.WriteAsync(body.WrittenMemory, context.RequestAborted).AsTask();
    }
}
