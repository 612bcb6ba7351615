using System.Text;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using MeshRuntime.DataPlane.Messaging.Events;
using MeshRuntime.Protocol.Protos.Runtime;

namespace MeshRuntime.DataPlane.Messaging.Delivery;

/// <summary>Writes an event as the messages that gRPC apps get.</summary>
public static class EventMessage
{
    /// <summary>The event as one message.</summary>
    /// <param name="read">The event, with its path.</param>
    /// <param name="problem">Why it cannot be one; null when it can.</param>
    public static TopicEventRequest Of(TopicEvent read, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(read);
        return new TopicEventRequest
        {
            Id = read.Id,
            Source = read.Fields.Text("source") ?? "",
            Type = read.Fields.Text("type") ?? "",
            SpecVersion = read.Fields.Text("specversion") ?? "",
            DataContentType = read.Fields.Text("datacontenttype") ?? "",
            Data = DataOf(read.Fields, out problem),
            Topic = read.Topic,
            PubsubName = read.PubSub,
            Path = read.Path,
            Extensions = ExtensionsOf(read),
        };
    }

    /// <summary>The event as one of a batch, where <c>data_base64</c> is not decoded (Dapr).</summary>
    internal static TopicEventCERequest InBatch(TopicEvent read, out string? problem)
    {
        problem = null;
        return new TopicEventCERequest
        {
            Id = read.Id,
            Source = read.Fields.Text("source") ?? "",
            Type = read.Fields.Text("type") ?? "",
            SpecVersion = read.Fields.Text("specversion") ?? "",
            DataContentType = read.Fields.Text("datacontenttype") ?? "",
            Data = read.Fields.Has("data_base64") ? ByteString.Empty : DataOf(read.Fields, out problem),
            Extensions = ExtensionsOf(read),
        };
    }

    /// <summary>Text as text, JSON as JSON, base64 decoded; data of any other type does not travel (Dapr).</summary>
    private static ByteString DataOf(JsonFields fields, out string? problem)
    {
        problem = null;
        if (fields.Has("data_base64"))
        {
            var bytes = DecodedOf(fields);
            problem = bytes is null ? "its data_base64 is not base64" : null;
            return bytes is null ? ByteString.Empty : UnsafeByteOperations.UnsafeWrap(bytes);
        }

        if (!fields.Has("data"))
        {
            return ByteString.Empty;
        }

        switch (MediaType.ClassOf(fields.Text("datacontenttype") ?? ""))
        {
            case ContentClass.Json or ContentClass.CloudEvent:
                return UnsafeByteOperations.UnsafeWrap(fields.Raw("data"));
            case ContentClass.Text when fields.Text("data") is { } text:
                return ByteString.CopyFrom(text, Encoding.UTF8);
            case ContentClass.Text:
                problem = "its data is no string, as its datacontenttype says";
                return ByteString.Empty;
            default:
                return ByteString.Empty;
        }
    }

    private static byte[]? DecodedOf(JsonFields fields)
    {
        var text = fields.Text("data_base64");
        var bytes = new byte[(text?.Length ?? 0) * 3 / 4];
        return text is not null && Convert.TryFromBase64String(text, bytes, out var length) ? bytes[..length] : null;
    }

    private static Struct ExtensionsOf(TopicEvent read)
    {
        var extensions = new Struct();
        foreach (var name in read.Fields.Names)
        {
            if (name is not ("id" or "source" or "datacontenttype" or "type" or "specversion" or "data" or "data_base64"))
            {
                extensions.Fields[name] = ProtoValue.Of(read.Fields.Raw(name));
            }
        }

        // Of an event that another system wrote, these may be missing, and Dapr's apps count on them.
        AddText(extensions, "topic", read.Topic);
        AddText(extensions, "pubsubname", read.PubSub);
        AddText(extensions, "traceid", read.TraceParent);
        AddText(extensions, "traceparent", read.TraceParent);
        AddText(extensions, "tracestate", read.TraceState);
        return extensions;
    }

    private static void AddText(Struct extensions, string name, string value)
    {
        if (!extensions.Fields.ContainsKey(name))
        {
            extensions.Fields[name] = Value.ForString(value);
        }
    }
}
