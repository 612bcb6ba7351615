using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MeshRuntime.Client;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace MeshRuntime.AspNetCore;

/// <summary>Reads a request of ASP.NET's and writes its answer, for the generated code of a service.</summary>
internal sealed class HttpServiceCall(HttpContext context) : ServiceCall
{
    private const string LinesOfJson = "application/x-ndjson";

    public override CancellationToken CancellationToken => context.RequestAborted;

    public override string? RouteValue(string name)
    {
        var value = Convert.ToString(context.Request.RouteValues[name], CultureInfo.InvariantCulture);

        // The server decodes each escape but %2F, so that a path keeps its segments. Whether it was written so, or as %252F, only the request line tells.
        return value is not null && value.Contains("%2F", StringComparison.OrdinalIgnoreCase) ? RawRoute.Decode(context, name) ?? value : value;
    }

    public override IReadOnlyList<string?> QueryValues(string name) => context.Request.Query[name].ToArray();

    public override string? HeaderValue(string name) => context.Request.Headers.TryGetValue(name, out var values) ? values.ToString() : null;

    public override async ValueTask<T?> ReadAsync<T>(JsonTypeInfo<T> type)
        where T : default
    {
        var request = context.Request;
        var beginning = await request.BodyReader.ReadAsync(CancellationToken).ConfigureAwait(false);
        var isEmpty = beginning.IsCompleted && beginning.Buffer.IsEmpty;
        request.BodyReader.AdvanceTo(beginning.Buffer.Start);
        if (isEmpty)
        {
            return default;
        }

        ErrorAnswer.RequireJson(request);
        try
        {
            return await JsonSerializer.DeserializeAsync(request.BodyReader, type, CancellationToken).ConfigureAwait(false);
        }
        catch (JsonException mistake)
        {
            throw ErrorAnswer.BadJson($"The body of {request.Method} {request.Path}", mistake);
        }
    }

    public override Task WriteAsync<T>(T? value, JsonTypeInfo<T> type)
        where T : default
    {
        if (value is null)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        return context.Response.WriteAsJsonAsync(value, type, contentType: null, CancellationToken);
    }

    public override Task WriteAsync<T>(MeshResult<T> result, JsonTypeInfo<T> type)
    {
        var response = context.Response;
        response.StatusCode = (int)result.Status;
        foreach (var (name, value) in result.Headers)
        {
            response.Headers.Append(name, value);
        }

        return result switch
        {
            { Status: HttpStatusCode.NoContent or HttpStatusCode.ResetContent or HttpStatusCode.NotModified } => Task.CompletedTask,
            { IsSuccess: true, Value: { } value } => response.WriteAsJsonAsync(value, type, contentType: null, CancellationToken),
            { IsSuccess: false, Error: { } error } => ErrorAnswer.WriteAsync(context, result.Status, error.ErrorCode, error.Message),
            _ => Task.CompletedTask,
        };
    }

    public override async Task WriteStreamAsync<T>(IAsyncEnumerable<T> values, JsonTypeInfo<T> type)
    {
        var response = context.Response;
        var source = values.GetAsyncEnumerator(CancellationToken);
        await using (source.ConfigureAwait(false))
        {
            // The answer begins with the first value: what goes wrong before it still has a status of its own.
            var hasValue = await source.MoveNextAsync().ConfigureAwait(false);
            response.ContentType = LinesOfJson;
            context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
            using var json = new Utf8JsonWriter(response.BodyWriter, new JsonWriterOptions { Encoder = type.Options.Encoder });
            while (hasValue)
            {
                JsonSerializer.Serialize(json, source.Current, type);
                json.Reset();
                response.BodyWriter.Write("\n"u8);
                var flushed = await response.BodyWriter.FlushAsync(CancellationToken).ConfigureAwait(false);
                if (flushed.IsCompleted)
                {
                    return;
                }

                hasValue = await source.MoveNextAsync().ConfigureAwait(false);
            }

            await response.StartAsync(CancellationToken).ConfigureAwait(false);
        }
    }

    public override Task WriteEmptyAsync()
    {
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }
}
