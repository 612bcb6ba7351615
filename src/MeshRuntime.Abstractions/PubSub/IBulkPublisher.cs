using MeshRuntime.Abstractions.Components;

namespace MeshRuntime.Abstractions.PubSub;

/// <summary>A broker that takes many messages in one step. Others get them one by one, up to a hundred at a time.</summary>
public interface IBulkPublisher
{
    /// <summary>Hands messages to the broker, in their order, and returns when it answered for each.</summary>
    /// <param name="messages">At least one; their topics may differ.</param>
    /// <param name="cancellation">The publisher gave up; what the broker has is then unknown.</param>
    /// <returns>For each message, in the same order: null when it was accepted, else why not.</returns>
    ValueTask<IReadOnlyList<ComponentException?>> PublishAsync(IReadOnlyList<PubSubMessage> messages, CancellationToken cancellation);
}
