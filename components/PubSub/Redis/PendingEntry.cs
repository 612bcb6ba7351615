namespace MeshRuntime.Components.PubSub.Redis;

/// <summary>A message that was delivered and not acknowledged.</summary>
/// <param name="Id">Its place in the stream.</param>
/// <param name="Idle">How long nobody has claimed it.</param>
/// <param name="Deliveries">How often it was delivered.</param>
internal readonly record struct PendingEntry(string Id, TimeSpan Idle, int Deliveries);
