namespace MeshRuntime.DataPlane.Messaging.Events;

/// <summary>The media types that have a meaning in events.</summary>
public static class MediaType
{
    /// <summary>A CloudEvent as JSON.</summary>
    public const string CloudEvent = "application/cloudevents+json";

    /// <summary>JSON.</summary>
    public const string Json = "application/json";

    /// <summary>Bytes.</summary>
    public const string Bytes = "application/octet-stream";

    /// <summary>What no type at all means.</summary>
    public const string PlainText = "text/plain";

    /// <summary>The class of a media type.</summary>
    public static ContentClass ClassOf(ReadOnlySpan<char> type)
    {
        var semicolon = type.IndexOf(';');
        var name = semicolon < 0 ? type : type[..semicolon];
        return Is(name, CloudEvent) ? ContentClass.CloudEvent
            : Is(name, Json) ? ContentClass.Json
            : Is(name, Bytes) || Is(name, "application/cloudevents+protobuf") ? ContentClass.Binary
            : name.StartsWith("text/", StringComparison.OrdinalIgnoreCase) || Is(name, "application/xml") ? ContentClass.Text
            : ContentClass.Other;
    }

    private static bool Is(ReadOnlySpan<char> name, string type) => name.Equals(type, StringComparison.OrdinalIgnoreCase);
}
