using System.Diagnostics;
using MeshRuntime.DataPlane.Messaging.Delivery;
using MeshRuntime.Protocol.Grpc;
using MeshRuntime.Protocol.Protos.Runtime;
using Status = MeshRuntime.Protocol.Protos.Runtime.TopicEventResponse.Types.TopicEventResponseStatus;

namespace MeshRuntime.Api.Grpc;

/// <summary>Gives events to a client that holds a stream, and brings each its answer, which names it by the event's id.</summary>
/// <param name="call">The stream.</param>
internal sealed class StreamEvents(GrpcServerCall call) : IEventReceiver
{
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();

    // Two events of one id may be under way at once: publishers choose ids. The first answer is for the first of them.
    private readonly Dictionary<string, List<TaskCompletionSource<Status>>> _waiting = new(StringComparer.Ordinal);

    private bool _hasLeft;

    /// <summary>Lets events out: the client knows by then that it is subscribed.</summary>
    public void Open() => _open.TrySetResult();

    /// <summary>Takes the client's answer; one for an event that nobody waits for is ignored (Dapr).</summary>
    public void Answered(string id, Status status)
    {
        lock (_gate)
        {
            if (_waiting.TryGetValue(id, out var same))
            {
                var first = same[0];
                Forget_Locked(id, first);
                first.TrySetResult(status);
            }
        }
    }

    /// <summary>The client has said that no more answers come: what it has not answered is given up, and what it has is brought to its end.</summary>
    public void Leave()
    {
        lock (_gate)
        {
            _hasLeft = true;
            foreach (var answer in _waiting.Values.SelectMany(same => same))
            {
                answer.TrySetCanceled();
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask<EventAnswer> SendAsync(TopicEvent read, CancellationToken cancellation)
    {
        var message = EventMessage.Of(read, out var problem);
        if (problem is not null)
        {
            return new EventAnswer(EventVerdict.Retry, problem);
        }

        var answer = new TaskCompletionSource<Status>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, call.Cancellation);
        try
        {
            await _open.Task.WaitAsync(either.Token);
            Expect(read.Id, answer);
            await call.WriteAsync(new SubscribeTopicEventsResponseAlpha1 { EventMessage = message });
            return TopicEventAnswer.Of(await answer.Task.WaitAsync(either.Token));
        }
        catch (GrpcException tooLong)
        {
            // It will be no shorter for the next subscriber.
            return new EventAnswer(EventVerdict.Retry, tooLong.Status.Message);
        }
        catch (Exception gone) when (gone is OperationCanceledException or InvalidOperationException)
        {
            // The client is gone, or the stream has ended: whoever subscribes next gets the event.
            return EventAnswer.Abandoned;
        }
        finally
        {
            lock (_gate)
            {
                Forget_Locked(read.Id, answer);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<EventAnswer>> SendAsync(EventBatch batch, CancellationToken cancellation)
    {
        // Streams have no batches, in Dapr neither: a plan of a stream never asks for them.
        var answers = new List<EventAnswer>(batch.Entries.Count);
        foreach (var entry in batch.Entries)
        {
            answers.Add(await SendAsync(entry.Event, cancellation));
        }

        return answers;
    }

    private void Expect(string id, TaskCompletionSource<Status> answer)
    {
        lock (_gate)
        {
            if (!_waiting.TryGetValue(id, out var same))
            {
                _waiting[id] = same = [];
            }

            same.Add(answer);
            if (_hasLeft)
            {
                answer.TrySetCanceled();
            }
        }
    }

    private void Forget_Locked(string id, TaskCompletionSource<Status> answer)
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        if (_waiting.TryGetValue(id, out var same) && same.Remove(answer) && same.Count == 0)
        {
            _waiting.Remove(id);
        }
    }
}
