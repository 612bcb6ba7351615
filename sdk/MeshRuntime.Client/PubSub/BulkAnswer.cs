namespace MeshRuntime.Client;

/// <summary>What a sidecar answers when it could not publish all of many events.</summary>
internal sealed record BulkAnswer(IReadOnlyList<BulkAnswer.Entry>? FailedEntries)
{
    public sealed record Entry(string EntryId, string? Error);
}
