namespace MeshRuntime.DataPlane.Messaging.Publishing;

/// <summary>One entry of a bulk publish that the broker did not take.</summary>
/// <param name="EntryId">The app's name for it.</param>
/// <param name="Reason">Why.</param>
public sealed record BulkFailure(string EntryId, string Reason);
