using MeshRuntime.Abstractions.Components;

namespace MeshRuntime.Abstractions.PubSub;

/// <summary>A broker that can tell what waits in it. A queue is what one group of subscribers has not handled of one topic.</summary>
public interface IQueueInspector
{
    /// <summary>Every queue, by topic and group.</summary>
    /// <exception cref="ComponentException">The broker does not answer.</exception>
    ValueTask<IReadOnlyList<QueueStatus>> ListAsync(CancellationToken cancellation);

    /// <summary>The oldest messages of a queue, oldest first, without taking them.</summary>
    /// <param name="topic">The topic on the broker.</param>
    /// <param name="group">The group of subscribers; an app id unless configured.</param>
    /// <param name="deadLetters">True for those that failed too often and wait for a person; false for those still to be delivered.</param>
    /// <param name="count">At most so many; 1 to 1000.</param>
    /// <param name="cancellation">Ends the question.</param>
    /// <exception cref="ComponentException"><see cref="ComponentFault.NotFound"/>: there is no such queue.</exception>
    ValueTask<IReadOnlyList<QueuedMessage>> PeekAsync(string topic, string group, bool deadLetters, int count, CancellationToken cancellation);

    /// <summary>Puts the dead letters of a queue back into it, as if never tried.</summary>
    /// <returns>How many.</returns>
    /// <exception cref="ComponentException">
    /// <see cref="ComponentFault.NotFound"/>: there is no such queue. <see cref="ComponentFault.Invalid"/>: this broker keeps no dead letters.
    /// </exception>
    ValueTask<long> RedriveAsync(string topic, string group, CancellationToken cancellation);
}
