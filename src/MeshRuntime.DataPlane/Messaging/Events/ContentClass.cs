namespace MeshRuntime.DataPlane.Messaging.Events;

/// <summary>What a media type means to an event's data. The comparison is Dapr's: without case, up to the first semicolon, nothing trimmed.</summary>
public enum ContentClass
{
    /// <summary>Text, as far as anybody knows.</summary>
    Other,

    /// <summary><c>application/cloudevents+json</c>: the whole event.</summary>
    CloudEvent,

    /// <summary><c>application/json</c> alone; <c>application/vnd.x+json</c> is not JSON to Dapr.</summary>
    Json,

    /// <summary>Bytes.</summary>
    Binary,

    /// <summary><c>text/*</c> and <c>application/xml</c>.</summary>
    Text,
}
