using System.Text.Json.Serialization;

namespace MeshRuntime.Cli.Sidecars;

/// <summary>Holds a sidecar's answer to the question which queues a broker has.</summary>
internal sealed record QueueList
{
    [JsonPropertyName("queues")]
    public QueueRow[] Queues { get; init; } = [];
}
