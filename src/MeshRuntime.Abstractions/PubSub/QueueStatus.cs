namespace MeshRuntime.Abstractions.PubSub;

/// <summary>What waits for one group of subscribers on one topic. What the broker cannot tell is null.</summary>
/// <param name="Topic">The topic on the broker.</param>
/// <param name="Group">The group of subscribers.</param>
/// <param name="Backlog">Messages not handled yet, those in flight included.</param>
/// <param name="InFlight">Of these, the ones that a subscriber has now.</param>
/// <param name="OldestAge">How long the oldest of the backlog has waited.</param>
/// <param name="DeadLetters">Messages that failed too often.</param>
public sealed record QueueStatus(string Topic, string Group, long? Backlog, long? InFlight, TimeSpan? OldestAge, long? DeadLetters);
