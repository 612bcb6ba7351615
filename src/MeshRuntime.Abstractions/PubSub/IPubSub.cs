using MeshRuntime.Abstractions.Components;

namespace MeshRuntime.Abstractions.PubSub;

/// <summary>
/// A message broker. Topics are names on the broker as they come: scopes and the prefix of a namespace are the sidecar's business. Used from many
/// threads at once. A component that also takes many messages in one step is an <see cref="IBulkPublisher"/>; one that can tell what waits in it
/// is an <see cref="IQueueInspector"/>.
/// </summary>
public interface IPubSub : IComponent
{
    /// <summary>Hands one message to the broker and returns when the broker answers for it: a message that was accepted is not lost after that.</summary>
    /// <param name="message">What to publish, and where.</param>
    /// <param name="cancellation">The publisher gave up; whether the broker has the message is then unknown.</param>
    /// <exception cref="ComponentException">
    /// The broker does not have it for certain: <see cref="ComponentFault.Unavailable"/> when it cannot be reached or does not confirm,
    /// <see cref="ComponentFault.Throttled"/> when it is full, <see cref="ComponentFault.Invalid"/> for a topic or a field that it cannot take.
    /// </exception>
    ValueTask PublishAsync(PubSubMessage message, CancellationToken cancellation);

    /// <summary>
    /// Begins to deliver the messages of a topic. Returns when the broker knows of the subscription: what is published after that is delivered. A
    /// connection that is lost later is made again for as long as it takes, with pauses that grow to a limit, without a word to the caller.
    /// </summary>
    /// <param name="subscription">The topic and what its subscriber asked for.</param>
    /// <param name="handler">Takes each message. Several may run at once when the component allows that; see its metadata.</param>
    /// <param name="cancellation">Ends the attempt to subscribe, not the subscription.</param>
    /// <returns>Stop it to end it.</returns>
    /// <exception cref="ComponentException">It could not be made; the caller tries again later.</exception>
    ValueTask<ISubscription> SubscribeAsync(TopicSubscription subscription, MessageHandler handler, CancellationToken cancellation);
}
