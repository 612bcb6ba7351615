using System.Text.Json.Serialization;

namespace MeshRuntime.Cli.Sidecars;

/// <summary>Describes one message that waits. What the broker cannot tell is null.</summary>
internal sealed record QueueMessageRow
{
    [JsonPropertyName("id")]
    public string Id { get; init; } = "";

    [JsonPropertyName("ageSeconds")]
    public double? AgeSeconds { get; init; }

    [JsonPropertyName("deliveries")]
    public int? Deliveries { get; init; }

    /// <summary>Why it is a dead letter.</summary>
    [JsonPropertyName("reason")]
    public string? Reason { get; init; }

    /// <summary>Of all of it, in bytes.</summary>
    [JsonPropertyName("size")]
    public long Size { get; init; }

    /// <summary>Its beginning, when that is text.</summary>
    [JsonPropertyName("data")]
    public string? Data { get; init; }
}
