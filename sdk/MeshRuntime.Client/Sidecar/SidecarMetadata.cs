using System.Text.Json.Serialization;

namespace MeshRuntime.Client;

/// <summary>What a sidecar says of itself.</summary>
public sealed class SidecarMetadata
{
    /// <summary>The id of its app.</summary>
    [JsonPropertyName("id")]
    public string AppId { get; init; } = "";

    /// <summary>The version of the sidecar, without a leading <c>v</c>.</summary>
    public string RuntimeVersion { get; init; } = "";

    /// <summary>Names of features that are on.</summary>
    public IReadOnlyList<string> EnabledFeatures { get; init; } = [];

    /// <summary>The components that it has loaded.</summary>
    public IReadOnlyList<SidecarComponent> Components { get; init; } = [];

    /// <summary>The topics that it delivers from.</summary>
    public IReadOnlyList<SidecarSubscription> Subscriptions { get; init; } = [];

    /// <summary>Attributes that apps and tools have set, <see cref="MeshClient.SetMetadataAsync"/> among them; they live as long as the sidecar.</summary>
    [JsonPropertyName("extended")]
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = new Dictionary<string, string>();
}
