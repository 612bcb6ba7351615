namespace MeshRuntime.Components.PubSub.Sqlite;

/// <summary>Tells one process that a topic has something for it.</summary>
/// <param name="Owner">The process.</param>
/// <param name="Bell">Where its doorbell is; null when it has none and looks from time to time.</param>
/// <param name="Topic">The number of the topic.</param>
internal sealed record Ring(long Owner, string? Bell, long Topic);
