namespace MeshRuntime.AspNetCore;

/// <summary>Says, as metadata of an endpoint, what the endpoint is subscribed to.</summary>
internal sealed record TopicSubscription(string PubSub, string Topic, TopicOptions Options)
{
    /// <summary>True when the endpoint reads the CloudEvent itself: nothing may unwrap it before.</summary>
    public bool ReadsEnvelope { get; init; }
}
