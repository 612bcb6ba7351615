using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MeshRuntime.DataPlane.Messaging.Events;

/// <summary>Writes the CloudEvent that goes to the broker: one flat JSON object, with Dapr's attributes.</summary>
internal static class CloudEventWriter
{
    private const string DefaultSource = "Dapr";
    private const string DefaultType = "com.dapr.event.sent";
    private const string Version = "1.0";
    private const int AttributeBytes = 700; // measured: what stands around the data of an ordinary event, rounded up

    // What is copied raw was read before; the depth is the reader's.
    internal static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = 10_001,
        SkipValidation = true,
    };

    /// <summary>Wraps data that is no event yet.</summary>
    /// <param name="source">Where it comes from.</param>
    /// <param name="contentType">Its media type; empty for plain text.</param>
    /// <param name="data">The data.</param>
    /// <param name="metadata">The publish's metadata: <c>cloudevent.*</c> in any case overrides what may be overridden.</param>
    public static ReadOnlyMemory<byte> Wrap(
        EventSource source, string contentType, ReadOnlyMemory<byte> data, IReadOnlyDictionary<string, string>? metadata)
    {
        var output = new ArrayBufferWriter<byte>(data.Length + AttributeBytes);
        using var json = new Utf8JsonWriter(output, Options);
        var own = EventOverrides.Read(metadata);
        var trace = own.TraceParent ?? own.TraceId ?? source.Trace.TraceParent;
        json.WriteStartObject();
        json.WriteString("id", own.Id ?? Guid.NewGuid().ToString());
        json.WriteString("source", own.Source ?? (source.AppId.Length > 0 ? source.AppId : DefaultSource));
        json.WriteString("specversion", Version);
        json.WriteString("type", own.Type ?? DefaultType);
        json.WriteString("datacontenttype", contentType.Length > 0 ? contentType : MediaType.PlainText);
        WritePlace(json, source);
        json.WriteString("time", Rfc3339(source.Now));
        json.WriteString("traceid", trace);
        json.WriteString("traceparent", trace);
        json.WriteString("tracestate", own.TraceState ?? source.Trace.TraceState);
        if (own.Subject is { } subject)
        {
            json.WriteString("subject", subject);
        }

        WriteExpiration(json, source);
        WriteData(json, contentType, data);
        json.WriteEndObject();
        json.Flush();
        return output.WrittenMemory;
    }

    /// <summary>Completes an event that the publisher wrote: its attributes stay, except those that say where it was published.</summary>
    public static ReadOnlyMemory<byte> Complete(EventSource source, JsonFields written, int length)
    {
        var output = new ArrayBufferWriter<byte>(length + AttributeBytes);
        using var json = new Utf8JsonWriter(output, Options);
        var isTraced = written.Has("traceid");
        json.WriteStartObject();
        foreach (var name in written.Names)
        {
            if (!IsReplaced(name, source, written, isTraced))
            {
                json.WritePropertyName(name);
                json.WriteRawValue(written.Raw(name).Span, skipInputValidation: true);
            }
        }

        WritePlace(json, source);
        WriteDefault(json, written, "source", DefaultSource);
        WriteDefault(json, written, "type", DefaultType);
        WriteDefault(json, written, "specversion", Version);
        if (!written.Has("time"))
        {
            json.WriteString("time", Rfc3339(source.Now));
        }

        if (!isTraced)
        {
            json.WriteString("traceid", source.Trace.TraceParent);
            json.WriteString("traceparent", source.Trace.TraceParent);
        }

        if (!written.Has("tracestate"))
        {
            json.WriteString("tracestate", source.Trace.TraceState);
        }

        WriteExpiration(json, source);
        json.WriteEndObject();
        json.Flush();
        return output.WrittenMemory;
    }

    /// <summary>As Go writes it: whole seconds, and Z for UTC.</summary>
    internal static string Rfc3339(DateTimeOffset time) =>
        time.ToString(time.Offset == TimeSpan.Zero ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : "yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    private static bool IsReplaced(string name, EventSource source, JsonFields written, bool isTraced) => name switch
    {
        "topic" or "pubsubname" => true,
        "traceparent" => !isTraced,
        "source" or "type" or "specversion" => written.IsNothing(name),
        "expiration" => source.Expires is not null,
        _ => false,
    };

    private static void WritePlace(Utf8JsonWriter json, EventSource source)
    {
        json.WriteString("topic", source.Topic);
        json.WriteString("pubsubname", source.PubSub);
    }

    private static void WriteDefault(Utf8JsonWriter json, JsonFields written, string name, string value)
    {
        if (written.IsNothing(name))
        {
            json.WriteString(name, value);
        }
    }

    private static void WriteExpiration(Utf8JsonWriter json, EventSource source)
    {
        if (source.Expires is { } expires)
        {
            json.WriteString("expiration", Rfc3339(expires.ToUniversalTime()));
        }
    }

    private static void WriteData(Utf8JsonWriter json, string contentType, ReadOnlyMemory<byte> data)
    {
        var type = MediaType.ClassOf(contentType);
        if (type == ContentClass.Binary)
        {
            json.WriteBase64String("data_base64", data.Span);
            return;
        }

        var text = JsonFields.Valid(data).Span;
        if (type == ContentClass.Json && JsonFields.FirstValue(text) is { } length)
        {
            // As it was written: numbers keep their digits, names their order.
            json.WritePropertyName("data");
            json.WriteRawValue(text[..length], skipInputValidation: true);
        }
        else
        {
            json.WriteString("data", text);
        }
    }
}
