namespace MeshRuntime.Components.Clients.Nats;

/// <summary>One interest in a subject, which is told to every server that the client connects to.</summary>
/// <param name="Id">What the server calls it.</param>
/// <param name="Subject">Literal or pattern.</param>
/// <param name="QueueGroup">Of all members of a group, one gets each message; null: everyone does.</param>
/// <param name="Deliver">Takes a message, at once: the connection's reader waits for it.</param>
internal sealed record NatsSubscription(long Id, string Subject, string? QueueGroup, Action<NatsMessage> Deliver)
{
    /// <summary>Why the server does not allow it; null as far as we know it does.</summary>
    public string? Refusal { get; set; }

    /// <summary>True once it was ended: what is on its way still comes, but no server hears of it any more.</summary>
    public bool IsEnding { get; set; }
}
