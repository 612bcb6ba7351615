namespace MeshRuntime.DataPlane.Messaging.Delivery;

/// <summary>Events of one topic that go to the app in one request.</summary>
/// <param name="PubSub">The broker's component.</param>
/// <param name="Topic">Without prefix.</param>
/// <param name="Path">The path of the app.</param>
/// <param name="Entries">At least one.</param>
public sealed record EventBatch(string PubSub, string Topic, string Path, IReadOnlyList<BatchEntry> Entries)
{
    /// <summary>What a batch calls itself (Dapr).</summary>
    public const string Type = "com.dapr.event.sent.bulk";

    /// <summary>The same answer for every entry.</summary>
    internal IReadOnlyList<EventAnswer> All(EventAnswer answer) => [.. Enumerable.Repeat(answer, Entries.Count)];
}
