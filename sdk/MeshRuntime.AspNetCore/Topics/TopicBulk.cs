namespace MeshRuntime.AspNetCore;

/// <summary>How many messages the sidecar gathers for one request.</summary>
public sealed record TopicBulk
{
    /// <summary>At most how many; above 0. Default null: as the sidecar has it, 100.</summary>
    public int? MaxMessages { get; init; }

    /// <summary>How long it waits for them, counted from the first; above zero, in whole milliseconds. Default null: as the sidecar has it, one second.</summary>
    public TimeSpan? MaxWait { get; init; }
}
