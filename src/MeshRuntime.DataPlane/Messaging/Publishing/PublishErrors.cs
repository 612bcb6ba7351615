using MeshRuntime.Abstractions.Errors;

namespace MeshRuntime.DataPlane.Messaging.Publishing;

/// <summary>The errors of publishing, in Dapr's words.</summary>
public static class PublishErrors
{
    /// <summary>There is no such broker.</summary>
    /// <param name="name">As the publisher wrote it.</param>
    /// <param name="metadata">The request's, when it came over HTTP (Dapr).</param>
    public static MeshError NotFound(string name, IReadOnlyDictionary<string, string>? metadata) =>
        new(MeshErrorCode.PubSubNotFound, $"pubsub {name} is not found") { Details = new ErrorDetails("DAPR_PUBSUB_NOT_FOUND") { Metadata = metadata } };

    /// <summary>The request names no broker.</summary>
    public static MeshError NoName(IReadOnlyDictionary<string, string>? metadata) =>
        Of(MeshErrorCode.PubSubEmpty, "NAME_EMPTY", "", "pubsub name is empty", metadata);

    /// <summary>The request names no topic.</summary>
    public static MeshError NoTopic(string pubsub, IReadOnlyDictionary<string, string>? metadata) =>
        Of(MeshErrorCode.TopicEmpty, "TOPIC_NAME_EMPTY", pubsub, $"topic is empty in pubsub {pubsub}", metadata);

    /// <summary><c>rawPayload</c> is no boolean.</summary>
    public static MeshError BadRawPayload(string pubsub, string value, IReadOnlyDictionary<string, string>? metadata) => Of(
        MeshErrorCode.PublishMetadata,
        "METADATA_DESERIALIZATION",
        pubsub,
        $"failed deserializing metadata. Error: rawPayload value must be a valid boolean: actual is '{value}'",
        metadata);

    /// <summary>What came as a CloudEvent is none.</summary>
    public static MeshError BadCloudEvent(string pubsub, string appId, string reason) => Of(
        MeshErrorCode.CloudEventCreation, "CLOUD_EVENT_CREATION", pubsub, "cannot create cloudevent", Facts(("appID", appId), ("error", reason)));

    /// <summary>An entry of a bulk publish does not hold what its content type says.</summary>
    public static MeshError BadEntry(string pubsub, string topic, string appId, string reason) => Of(
        MeshErrorCode.EventsEncoding,
        "MARSHAL_ENVELOPE",
        pubsub,
        $"error when marshalling cloud event envelope for topic {topic} pubsub {pubsub}: {reason}",
        Facts(("appID", appId), ("error", reason)));

    /// <summary>An entry of a bulk publish has no id, or that of another.</summary>
    public static MeshError BadEntryId(string pubsub, string topic, string appId)
    {
        const string reason = "entryId is duplicated or not present for entry";
        return Of(
            MeshErrorCode.EventsEncoding,
            "MARSHAL_EVENTS",
            pubsub,
            $"error marshaling events to bytes for topic {topic} pubsub {pubsub}. error: {reason}",
            Facts(("appID", appId), ("error", reason)));
    }

    /// <summary>The body of a bulk publish is no list of entries.</summary>
    public static MeshError BadBulkBody(string pubsub, string topic, string appId, string reason) => Of(
        MeshErrorCode.EventsEncoding,
        "UNMARSHAL_EVENTS",
        pubsub,
        $"error when unmarshaling the request for topic {topic} pubsub {pubsub}: {reason}",
        Facts(("appID", appId)));

    /// <summary>The topic is not for this app.</summary>
    public static MeshError Forbidden(string pubsub, string topic, string appId)
    {
        var reason = $"topic {topic} is not allowed for app id {appId}";
        return Of(MeshErrorCode.TopicForbidden, "FORBIDDEN", pubsub, reason, Facts(("topic", topic), ("error", reason)));
    }

    /// <summary>The broker did not take it.</summary>
    public static MeshError Failed(string pubsub, string topic, string reason) => Of(
        MeshErrorCode.PublishFailed,
        "PUBLISH_MESSAGE",
        pubsub,
        $"error when publishing to topic {topic} in pubsub {pubsub}: {reason}",
        Facts(("topic", topic), ("error", reason)));

    private static MeshError Of(
        MeshErrorCode code, string reason, string pubsub, string message, IReadOnlyDictionary<string, string>? metadata) => new(code, message)
    {
        Details = new ErrorDetails($"DAPR_PUBSUB_{reason}") { ResourceType = "pubsub", ResourceName = pubsub, Metadata = metadata },
    };

    private static Dictionary<string, string> Facts(params ReadOnlySpan<(string Name, string Value)> facts)
    {
        var metadata = new Dictionary<string, string>();
        foreach (var (name, value) in facts)
        {
            metadata[name] = value;
        }

        return metadata;
    }
}
