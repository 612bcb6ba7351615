using System.Text.Json.Serialization;

namespace MeshRuntime.Cli.Sidecars;

/// <summary>Holds a sidecar's answer to the question what waits in a queue.</summary>
internal sealed record QueueMessages
{
    [JsonPropertyName("messages")]
    public QueueMessageRow[] Messages { get; init; } = [];
}
