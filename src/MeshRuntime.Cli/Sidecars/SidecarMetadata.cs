using System.Text.Json.Serialization;

namespace MeshRuntime.Cli.Sidecars;

/// <summary>Holds what this program reads of a sidecar's <c>/v1.0/metadata</c>.</summary>
internal sealed record SidecarMetadata
{
    [JsonPropertyName("extended")]
    public Dictionary<string, string> Extended { get; init; } = [];

    [JsonPropertyName("components")]
    public SidecarComponent[] Components { get; init; } = [];
}
