using System.Text.Json.Serialization;

namespace MeshRuntime.Client;

/// <summary>A topic that a sidecar delivers from.</summary>
public sealed class SidecarSubscription
{
    /// <summary>The pub/sub component.</summary>
    [JsonPropertyName("pubsubname")]
    public string PubSub { get; init; } = "";

    /// <summary>The topic.</summary>
    public string Topic { get; init; } = "";

    /// <summary>Where events go that cannot be handled; empty: nowhere.</summary>
    public string DeadLetterTopic { get; init; } = "";

    /// <summary>Who asked for it: <c>DECLARATIVE</c> (a file), <c>PROGRAMMATIC</c> (the app, when it started) or <c>STREAMING</c> (<c>SubscribeAsync</c>).</summary>
    public string Type { get; init; } = "";
}
