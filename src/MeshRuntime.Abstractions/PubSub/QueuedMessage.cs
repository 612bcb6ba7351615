namespace MeshRuntime.Abstractions.PubSub;

/// <summary>One message as it lies in a queue.</summary>
/// <param name="Id">The broker's name for it.</param>
/// <param name="Data">The message.</param>
/// <param name="Age">How long ago it was published; null when the broker does not tell.</param>
/// <param name="Deliveries">How often it was handed out; null when the broker does not count.</param>
/// <param name="Reason">Why it is a dead letter; null when it is none or nobody wrote it down.</param>
public sealed record QueuedMessage(string Id, ReadOnlyMemory<byte> Data, TimeSpan? Age, int? Deliveries, string? Reason);
