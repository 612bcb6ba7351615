using System.Text.Json;
using MeshRuntime.Abstractions.Errors;
using Microsoft.AspNetCore.Http;

namespace MeshRuntime.Api.Http;

/// <summary>Writes an error as Dapr does: <c>{"errorCode":"…","message":"…"}</c>.</summary>
internal static class ErrorBody
{
    /// <summary>Status from the error's code; does nothing when the answer has begun.</summary>
    public static Task WriteAsync(HttpContext context, MeshError error)
    {
        var response = context.Response;
        if (response.HasStarted)
        {
            context.Abort();
            return Task.CompletedTask;
        }

        response.Clear();
        response.StatusCode = error.Code.HttpStatus;
        response.ContentType = "application/json";
        using (var json = new Utf8JsonWriter(response.BodyWriter, JsonText.Options))
        {
            json.WriteStartObject();
            json.WriteString("errorCode", error.Code.Name);
            json.WriteString("message", error.Message);
            json.WriteEndObject();
        }

        return response.BodyWriter.FlushAsync(context.RequestAborted).AsTask();
    }
}
