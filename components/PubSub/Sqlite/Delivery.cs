using MeshRuntime.Abstractions.PubSub;

namespace MeshRuntime.Components.PubSub.Sqlite;

/// <summary>A message that this process holds for one queue.</summary>
/// <param name="Membership">Who took it, from where.</param>
/// <param name="Seq">Its number.</param>
/// <param name="Deliveries">How often it was handed out, this time included.</param>
/// <param name="Message">What the handler gets.</param>
internal sealed record Delivery(Membership Membership, long Seq, int Deliveries, PubSubMessage Message);
