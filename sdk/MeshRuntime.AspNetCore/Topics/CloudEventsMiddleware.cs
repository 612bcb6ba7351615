using System.Net;
using System.Text;
using System.Text.Json;
using MeshRuntime.Client;
using Microsoft.AspNetCore.Http;

namespace MeshRuntime.AspNetCore;

/// <summary>Hands an event's data on as the body of the request.</summary>
internal sealed class CloudEventsMiddleware(RequestDelegate next, CloudEventsOptions options)
{
    private const string HeaderPrefix = "Cloudevent.";

    public Task InvokeAsync(HttpContext context) =>
        IsEvent(context.Request.ContentType) && context.GetEndpoint()?.Metadata.GetMetadata<TopicSubscription>() is not { ReadsEnvelope: true }
            ? UnwrapAsync(context)
            : next(context);

    private async Task UnwrapAsync(HttpContext context)
    {
        try
        {
            using var envelope = await JsonDocument.ParseAsync(context.Request.Body, default, context.RequestAborted).ConfigureAwait(false);
            Replace(context.Request, envelope.RootElement);
        }
        catch (JsonException mistake)
        {
            await ErrorAnswer.WriteAsync(context, ErrorAnswer.BadJson("The CloudEvent", mistake)).ConfigureAwait(false);
            return;
        }
        catch (MeshException mistake)
        {
            await ErrorAnswer.WriteAsync(context, mistake).ConfigureAwait(false);
            return;
        }

        await next(context).ConfigureAwait(false);
    }

    private void Replace(HttpRequest request, JsonElement envelope)
    {
        var (body, contentType) = Unwrap(envelope);
        if (options.AttributesAsHeaders)
        {
            AddHeaders(request.Headers, envelope);
        }

        request.Body = new MemoryStream(body, writable: false);
        request.ContentType = contentType;
        request.ContentLength = body.Length;
    }

    private static (byte[] Body, string? ContentType) Unwrap(JsonElement envelope)
    {
        if (envelope.ValueKind != JsonValueKind.Object)
        {
            throw Bad("it is no object");
        }

        var hasData = EventText.Has(envelope, "data", out var data);
        var hasBytes = EventText.Has(envelope, "data_base64", out var bytes);
        var contentType = EventText.Of(envelope, "datacontenttype") ?? "application/json";
        return (hasData, hasBytes) switch
        {
            (true, true) => throw Bad("it has both data and data_base64"),
            (false, true) => (EventText.TryGetBytes(bytes, out var body) ? body : throw Bad("its data_base64 is no text in base64"), contentType),
            (true, false) when data.ValueKind == JsonValueKind.String && !EventText.IsJson(contentType) => (Encoding.UTF8.GetBytes(data.GetString()!), contentType),

            // Written here as UTF-8, whatever it was at the publisher's.
            (true, false) => (Encoding.UTF8.GetBytes(data.GetRawText()), WithoutCharset(contentType)),
            _ => ([], null),
        };
    }

    private static void AddHeaders(IHeaderDictionary headers, JsonElement envelope)
    {
        foreach (var attribute in envelope.EnumerateObject())
        {
            if (attribute.Name is not ("data" or "data_base64" or "datacontenttype"))
            {
                headers[HeaderPrefix + attribute.Name.ToLowerInvariant()] = attribute.Value.ToString();
            }
        }
    }

    private static MeshException Bad(string why) =>
        new($"The CloudEvent cannot be unwrapped: {why}.") { Status = HttpStatusCode.BadRequest, ErrorCode = ErrorAnswer.Malformed };

    private static string WithoutCharset(string contentType)
    {
        var parameters = contentType.Split(';', StringSplitOptions.TrimEntries);
        return string.Join("; ", parameters.Where(parameter => !parameter.StartsWith("charset", StringComparison.OrdinalIgnoreCase)));
    }

    private static bool IsEvent(string? contentType)
    {
        const string type = "application/cloudevents+json";
        return contentType is not null && contentType.StartsWith(type, StringComparison.OrdinalIgnoreCase)
            && (contentType.Length == type.Length || contentType[type.Length] is ';' or ' ');
    }
}
