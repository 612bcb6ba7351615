using System.Buffers;
using System.Text.Json;
using MeshRuntime.Abstractions.Errors;
using Microsoft.AspNetCore.Http;

namespace MeshRuntime.Api.Http;

/// <summary>Writes an error as Dapr does: <c>{"errorCode":"…","message":"…"}</c>, with <c>details</c> where the error has some, and <c>why</c> after a call.</summary>
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

        return error.Code == MeshErrorCode.Overloaded ? RefuseAsync(context, Render(error)) : WriteAsync(context, error.Code.HttpStatus, Render(error));
    }

    /// <summary>Answers an error of <see cref="MeshErrorCode.Overloaded"/> that was written before.</summary>
    public static Task RefuseAsync(HttpContext context, byte[] json)
    {
        context.Response.Headers.RetryAfter = "1"; // seconds: what is too much now may not be in a moment
        return WriteAsync(context, MeshErrorCode.Overloaded.HttpStatus, json);
    }

    /// <summary>Writes the JSON of an error.</summary>
    public static byte[] Render(MeshError error)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body, JsonText.Options))
        {
            json.WriteStartObject();
            json.WriteString("errorCode", error.Code.Name);
            json.WriteString("message", error.Message);
            if (error.Details is { } details)
            {
                WriteDetails(json, error, details);
            }

            if (error.Why is { } why)
            {
                json.WriteString("why", why.ToString());
            }

            json.WriteEndObject();
        }

        return body.WrittenSpan.ToArray();
    }

    /// <summary>Writes an answer that is all JSON.</summary>
    public static Task WriteAsync(HttpContext context, int status, ReadOnlyMemory<byte> json)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = "application/json";
        response.ContentLength = json.Length;
        return response.BodyWriter.WriteAsync(json, context.RequestAborted).AsTask();
    }

    private static void WriteDetails(Utf8JsonWriter json, MeshError error, ErrorDetails details)
    {
        json.WriteStartArray("details");
        if (details.ResourceType is { } type)
        {
            json.WriteStartObject();
            json.WriteString("@type", "type.googleapis.com/google.rpc.ResourceInfo");
            json.WriteString("resource_type", type);
            json.WriteString("resource_name", details.ResourceName);
            json.WriteString("owner", "");
            json.WriteString("description", error.Message);
            json.WriteEndObject();
        }

        json.WriteStartObject();
        json.WriteString("@type", "type.googleapis.com/google.rpc.ErrorInfo");
        json.WriteString("reason", details.Reason);
        json.WriteString("domain", ErrorDetails.Domain);
        WriteMetadata(json, details.Metadata);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteMetadata(Utf8JsonWriter json, IReadOnlyDictionary<string, string>? metadata)
    {
        if (metadata is null)
        {
            json.WriteNull("metadata");
            return;
        }

        json.WriteStartObject("metadata");
        foreach (var (name, value) in metadata)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
    }
}
