using System.Text.Json.Serialization;

namespace MeshRuntime.Cli.Sidecars;

/// <summary>Holds how many dead letters a sidecar put back.</summary>
internal sealed record QueueRedrive
{
    [JsonPropertyName("redriven")]
    public long Count { get; init; }
}
