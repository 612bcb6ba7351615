using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MeshRuntime.Client;
using Microsoft.AspNetCore.Http;

namespace MeshRuntime.SdkTests.Services;

/// <summary>The least that a server has to do for generated code.</summary>
internal sealed class LoopbackCall(HttpContext context) : ServiceCall
{
    public override CancellationToken CancellationToken => context.RequestAborted;

    public override string? RouteValue(string name) => (string?)context.Request.RouteValues[name];

    public override IReadOnlyList<string?> QueryValues(string name) => [.. context.Request.Query[name]];

    public override string? HeaderValue(string name) => context.Request.Headers.TryGetValue(name, out var values) ? values.ToString() : null;

    public override async ValueTask<T?> ReadAsync<T>(JsonTypeInfo<T> type)
        where T : default
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, CancellationToken);
        return body.Length == 0 ? default : JsonSerializer.Deserialize(body.ToArray(), type);
    }

    public override Task WriteAsync<T>(T? value, JsonTypeInfo<T> type)
        where T : default
    {
        context.Response.StatusCode = value is null ? StatusCodes.Status404NotFound : StatusCodes.Status200OK;
        return value is null ? Task.CompletedTask : context.Response.WriteAsJsonAsync(value, type);
    }

    public override Task WriteAsync<T>(MeshResult<T> result, JsonTypeInfo<T> type)
    {
        context.Response.StatusCode = (int)result.Status;
        foreach (var (name, value) in result.Headers)
            context.Response.Headers[name] = value;
        return result.Value is null ? Task.CompletedTask : context.Response.WriteAsJsonAsync(result.Value, type);
    }

    public override async Task WriteStreamAsync<T>(IAsyncEnumerable<T> values, JsonTypeInfo<T> type)
    {
        context.Response.ContentType = "application/x-ndjson";
        await foreach (var value in values.WithCancellation(CancellationToken))
            await context.Response.WriteAsync(JsonSerializer.Serialize(value, type) + "\n");
    }

    public override Task WriteEmptyAsync()
    {
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }
}
