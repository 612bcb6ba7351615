using System.Text.Json.Serialization;

namespace MeshRuntime.Cli.Sidecars;

/// <summary>Describes what waits for one group of subscribers on one topic. What the broker cannot tell is null.</summary>
internal sealed record QueueRow
{
    [JsonPropertyName("topic")]
    public string Topic { get; init; } = "";

    [JsonPropertyName("group")]
    public string Group { get; init; } = "";

    [JsonPropertyName("backlog")]
    public long? Backlog { get; init; }

    [JsonPropertyName("inFlight")]
    public long? InFlight { get; init; }

    [JsonPropertyName("oldestSeconds")]
    public double? OldestSeconds { get; init; }

    [JsonPropertyName("deadLetters")]
    public long? DeadLetters { get; init; }
}
