using System.Text.Json.Serialization;

namespace MeshRuntime.Cli.Sidecars;

/// <summary>Names one component that a sidecar has loaded.</summary>
internal sealed record SidecarComponent
{
    [JsonPropertyName("name")]
    public string Name { get; init; } = "";

    [JsonPropertyName("type")]
    public string Type { get; init; } = "";
}
