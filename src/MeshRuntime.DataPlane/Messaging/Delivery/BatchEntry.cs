namespace MeshRuntime.DataPlane.Messaging.Delivery;

/// <summary>One event of a batch.</summary>
/// <param name="Id">Unique in the batch; the app answers with it.</param>
/// <param name="Event">The event.</param>
/// <param name="ContentType">Of the event in the batch.</param>
public sealed record BatchEntry(string Id, TopicEvent Event, string ContentType);
