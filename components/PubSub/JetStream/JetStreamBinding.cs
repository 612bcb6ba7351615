using MeshRuntime.Abstractions.Components;
using MeshRuntime.Components.Clients.Nats;

namespace MeshRuntime.Components.PubSub.JetStream;

/// <summary>
/// Finds or makes the consumer of one topic. A durable that is there is used as it is; made anew, a consumer goes on where the last one stood.
/// </summary>
internal sealed class JetStreamBinding(JetStreamApi api, JetStreamStreams streams, JetStreamOptions options, string topic, SequenceFloor floor)
{
    // Where an ephemeral consumer sends; a new one for each sidecar.
    private readonly string _ownSubject = NatsRequests.NewInbox();

    /// <summary>The consumer in use; null before the first.</summary>
    public JetStreamConsumer? Consumer { get; private set; }

    /// <summary>Makes sure that the consumer is there.</summary>
    /// <param name="forget">Called before one is made: what waits of the last one is delivered again.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <returns>True when it was made.</returns>
    /// <exception cref="ComponentException">It cannot be had now.</exception>
    public async ValueTask<bool> EnsureAsync(Action forget, CancellationToken cancellation)
    {
        var stream = Consumer?.Stream ?? await streams.FindOrMakeAsync(topic, cancellation);
        var name = Consumer?.Name ?? options.DurableName;
        if (name is not null && await api.ConsumerAsync(stream, name, cancellation) is { } found)
        {
            Check(found);
            if (Consumer is null)
            {
                floor.Reset(found.AckFloor);
            }

            Consumer = found;
            return false;
        }

        await MakeAsync(forget, cancellation);
        return true;
    }

    private async ValueTask MakeAsync(Action forget, CancellationToken cancellation)
    {
        // A stream that was deleted and made again counts from one; to wait for the old number would be to miss all of it.
        var stream = await streams.FindOrMakeAsync(topic, cancellation);
        var last = Consumer is null ? null : await api.LastSequenceAsync(stream, cancellation);
        var from = last is null ? (long?)null : last + 1 < floor.Next ? 1 : floor.Next;

        if (from is { } first)
        {
            // Before the server can send: its first messages may come ahead of its answer.
            forget();
            floor.Reset(first - 1);
        }

        // Members of a group that start at the same moment must ask for the same consumer.
        var subject = options is { DurableName: { } durable, QueueGroupName: not null } ? $"_INBOX.mesh.{stream}.{durable}" : _ownSubject;
        var made = await api.CreateConsumerAsync(stream, topic, subject, from, cancellation);
        Check(made);
        if (from is null)
        {
            floor.Reset(made.Delivered);
        }

        Consumer = made;
    }

    private void Check(JetStreamConsumer found)
    {
        var what = found switch
        {
            { DeliverSubject: null } => "is one that is asked for its messages (a pull consumer)",
            _ when found.FilterSubject.Length > 0 && found.FilterSubject != topic => $"serves {found.FilterSubject}; one durable serves one topic",
            _ when (found.DeliverGroup ?? "") != (options.QueueGroupName ?? "") => $"has the queue group \"{found.DeliverGroup}\", not \"{options.QueueGroupName}\"",
            _ when found.AckPolicy != options.AckPolicy => $"has ackPolicy {found.AckPolicy}, not {options.AckPolicy}",
            _ when Differs(options.AckWait, found.AckWait) && options.BackOff.IsEmpty => $"has ackWait {GoDuration.Format(found.AckWait)}, not {GoDuration.Format(options.AckWait)}",
            _ when Differs(options.MaxDeliver, found.MaxDeliver) => $"has maxDeliver {found.MaxDeliver}, not {options.MaxDeliver}",
            _ when options.Acknowledges && Differs(options.MaxAckPending, found.MaxAckPending) => $"has maxAckPending {found.MaxAckPending}, not {options.MaxAckPending}",
            _ => null,
        };
        if (what is not null)
        {
            throw new ComponentException(
                ComponentFault.Invalid,
                $"the consumer {found.Name} of stream {found.Stream} is there already and {what}. Choose another durableName, correct the component, or delete it: nats consumer rm {found.Stream} {found.Name}");
        }

        // Without a group the server sends to everyone who listens: a second sidecar would double every message.
        if (Consumer is null && found.IsBound && options.QueueGroupName is null)
        {
            throw new ComponentException(
                ComponentFault.Conflict,
                $"the durable consumer {found.Name} of stream {found.Stream} serves another subscriber. Set queueGroupName in all of them to share its messages.");
        }
    }

    private static bool Differs<T>(T wanted, T found)
        where T : struct => !EqualityComparer<T>.Default.Equals(wanted, default) && !EqualityComparer<T>.Default.Equals(wanted, found);
}
