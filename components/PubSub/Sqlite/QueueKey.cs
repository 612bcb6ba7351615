namespace MeshRuntime.Components.PubSub.Sqlite;

/// <summary>A queue by the numbers of the store: one group on one topic.</summary>
internal sealed record QueueKey(long Id, long TopicId, string Topic);
