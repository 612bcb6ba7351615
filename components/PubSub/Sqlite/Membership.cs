namespace MeshRuntime.Components.PubSub.Sqlite;

/// <summary>A subscription before the others.</summary>
/// <param name="Id">To leave by.</param>
/// <param name="Owner">The process, as it was known when it joined.</param>
/// <param name="Queue">What it takes from.</param>
internal sealed record Membership(long Id, long Owner, QueueKey Queue);
