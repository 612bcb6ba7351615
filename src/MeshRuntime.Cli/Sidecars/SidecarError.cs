using System.Text.Json.Serialization;

namespace MeshRuntime.Cli.Sidecars;

/// <summary>Holds the body with which a sidecar reports a failure of its own.</summary>
internal sealed record SidecarError
{
    [JsonPropertyName("errorCode")]
    public string? Code { get; init; }

    [JsonPropertyName("message")]
    public string? Message { get; init; }
}
