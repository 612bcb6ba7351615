namespace MeshRuntime.AspNetCore;

/// <summary>The terms of a subscription. All endpoints of one topic make one subscription: its terms need be said at one of them only.</summary>
public sealed class TopicOptions
{
    /// <summary>
    /// The path of the endpoint that <c>MapTopic</c> makes. Default: <c>/topics/{pubsub}/{topic}</c>, with a number where two would be the same. No effect on
    /// endpoints that have a route already.
    /// </summary>
    public string? Route { get; init; }

    /// <summary>
    /// Which messages come here, as a CEL expression over <c>event</c>, such as <c>event.type == "order.paid"</c>. Default null: those that no other endpoint of
    /// the topic takes.
    /// </summary>
    public string? Match { get; init; }

    /// <summary>Of several endpoints with a <see cref="Match"/>, the one with the lowest number is asked first; equal ones in the order of mapping. Default: 0.</summary>
    public int Priority { get; init; }

    /// <summary>Where messages go that are dropped, or failed for the last time. Default null: nowhere, they are lost.</summary>
    public string? DeadLetterTopic { get; init; }

    /// <summary>Whether the topic carries plain bytes instead of CloudEvents. Default: false.</summary>
    public bool RawPayload { get; init; }

    /// <summary>What the component takes for a subscription; the names are the component's. Default: nothing.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>Lets the sidecar deliver several messages in one request; <c>MapTopic</c> hands them to its handler one after another. Default null: one each.</summary>
    public TopicBulk? Bulk { get; init; }
}
